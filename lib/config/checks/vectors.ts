import { lacksVectorEngine, vectorEnginesOf } from '../catalogue/vector-engines.ts';
import type { Problem } from '../config-error.ts';
import { snapshotBucketOf } from '../resolve/vectors.ts';
import type { PlatformData } from '../schema/platform.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';

type Region = PlatformData['regions'][string];
type Vectors = NonNullable<Region['vectors']>;
/** A place in the input, and the region that it is in. */
interface Place {
  readonly path: readonly string[];
  readonly name: string;
  readonly region: Region;
  readonly vectors: Vectors;
}

/** Which engine each field is for. */
const FIELDS = {
  minimumCapacity: 'aurora-postgresql',
  maximumCapacity: 'aurora-postgresql',
  readers: 'aurora-postgresql',
  backupRetentionDays: 'aurora-postgresql',
  qdrant: 'qdrant',
  existing: 'existing',
} as const;

/** An engine has what it needs, where it is, and nothing that is another's. */
export const checkVectors: Check = (input) =>
  Object.entries(input.data.regions ?? {}).flatMap(([name, region]): Problem[] => {
    const { vectors } = region;
    // Without an engine that is known there is nothing more to say.
    if (vectors?.engine === undefined) return [];
    const place = { path: ['regions', name, 'vectors'], name, region, vectors };
    return [
      ...idleFields(place),
      ...whereabouts(place, input),
      ...capacity(place),
      ...cluster(place, input),
      ...existing(place, input),
    ];
  });

function idleFields({ path, vectors }: Place): Problem[] {
  return Object.entries(FIELDS).flatMap(([field, engine]) => {
    const value = vectors[field as keyof typeof FIELDS];
    if (value === undefined || engine === vectors.engine) return [];
    const shown = typeof value === 'object' ? undefined : value;
    return [problem([...path, field], shown, `is for the engine ${engine}, and this one is ${vectors.engine}; leave it out`)];
  });
}

function whereabouts({ path, name, region, vectors }: Place, { intact }: WellFormed): Problem[] {
  const { engine } = vectors;
  if (lacksVectorEngine(name, engine)) {
    const others = vectorEnginesOf(name).join(', ') || 'qdrant';
    return [problem([...path, 'engine'], engine, `is not offered in ${name}; there you can use ${others}`)];
  }
  if (region.gpus?.router !== undefined && (engine === 'aurora-postgresql' || vectors.existing?.postgresql !== undefined)) {
    return [
      problem(
        [...path, 'engine'],
        engine,
        `cannot be reached by routers in the cluster, whose image does not know the authorities of RDS; use qdrant, opensearch-serverless or s3-vectors, or leave gpus.router out`,
      ),
    ];
  }
  if (engine === 's3-vectors' && region.natGateways === 0) {
    return [
      problem(
        [...path, 'engine'],
        engine,
        `is reached through the internet, and ${name} has no NAT gateway; give it one, or use aurora-postgresql`,
      ),
    ];
  }
  if (engine !== 'aurora-postgresql' && engine !== 'opensearch-serverless') return [];
  if (region.cidr === undefined && region.vpc === undefined && intact('regions', name)) {
    return [
      problem(
        [...path, 'engine'],
        engine,
        `needs a network in ${name}, and the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists`,
      ),
    ];
  }
  return region.vpc && new Set(region.vpc.zones).size < 2
    ? [problem([...path, 'engine'], engine, 'needs subnets in two zones, so that one can fail; give vpc a second one')]
    : [];
}

function capacity({ path, vectors: { minimumCapacity = 0.5, maximumCapacity = 4 } }: Place): Problem[] {
  if (minimumCapacity <= maximumCapacity) return [];
  return [
    problem(
      [...path, 'minimumCapacity'],
      minimumCapacity,
      `is more than maximumCapacity, ${maximumCapacity}; raise maximumCapacity`,
    ),
  ];
}

function cluster({ path, name, region, vectors }: Place, { data, intact }: WellFormed): Problem[] {
  if (vectors.engine !== 'qdrant') return [];
  const bare = vectors.qdrant === undefined && intact(...path);
  const nameless = vectors.qdrant && intact('account') && snapshotBucketOf(data, name, vectors.qdrant) === undefined;
  return [
    ...(region.gpus === undefined && intact('regions', name)
      ? [
          problem(
            [...path, 'engine'],
            'qdrant',
            `runs on the region's cluster, and ${name} has none; give the region gpus with a cluster, or use existing for a Qdrant elsewhere`,
          ),
        ]
      : []),
    ...(nameless
      ? [
          problem(
            [...path, 'qdrant'],
            undefined,
            'needs a bucket for snapshots, whose name is unique in all of AWS; give the platform its account, or say snapshotBucket',
          ),
        ]
      : []),
    ...(bare
      ? [problem(path, undefined, 'has the engine qdrant and no qdrant; say where routers reach it: qdrant with url and apiKey')]
      : []),
  ];
}

/** A database that exists is named once, and is in the region whose tenants' data it gets. */
function existing({ path, name, vectors }: Place, { intact }: WellFormed): Problem[] {
  if (vectors.engine !== 'existing' || !intact(...path)) return [];
  const { postgresql, qdrant } = vectors.existing ?? {};
  if ((postgresql === undefined) === (qdrant === undefined)) {
    const have = postgresql === undefined ? 'neither' : 'both';
    return [problem([...path, 'existing'], undefined, `names ${have} of postgresql and qdrant; name one`)];
  }
  const elsewhere = /\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com$/.exec(postgresql?.host ?? '')?.[1];
  if (elsewhere === undefined || elsewhere === name) return [];
  return [
    problem(
      [...path, 'existing', 'postgresql', 'host'],
      postgresql?.host,
      `is in ${elsewhere}, and tenants of ${name} may keep their data in ${name} only; name a database in ${name}`,
    ),
  ];
}
