import { addOnVersions } from '../../../constructs/gpu-cluster/add-ons.ts';
import { kubernetesVersionProblems } from '../../../constructs/gpu-cluster/kubernetes-versions.ts';
import type { Problem } from '../config-error.ts';
import type { GpusConfig } from '../gpu-config.ts';
import { modelBucketOf, resolveGpus } from '../resolve/gpus.ts';
import type { PlatformData } from '../schema/platform.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';
import { certificateProblems } from './domains.ts';
import { nodeGroupProblems } from './node-groups.ts';

type Region = PlatformData['regions'][string];
type Gpus = NonNullable<Region['gpus']>;

/** Load balancers take hosts of 128 characters, of which model and release have 48. */
const LONGEST_DOMAIN = 80;

/** A region with GPUs has a network for them, a cluster in support, and nodes that can be had there. */
export const checkGpus: Check = (input) =>
  Object.entries(input.data.regions ?? {}).flatMap(([name, region]): Problem[] => {
    const gpus = input.intact('regions', name) && resolveGpus(input.data, name, region);
    if (!gpus || region.gpus === undefined) return [];
    return [
      ...networkProblems(name, region),
      ...clusterProblems(name, region.gpus, gpus),
      ...bucketProblems(input, name, region.gpus),
      ...domainProblems(input, name, region.gpus),
      ...nodeGroupProblems(name, region, gpus),
      ...karpenterProblems(name, gpus),
      ...recipeProblems(name, region.gpus),
      ...replicationProblems(input, name, region.gpus),
    ];
  });

/** What is pushed in one region goes to others, which send nothing on: S3 replicates no replicas. */
function replicationProblems({ data }: WellFormed, name: string, { replicateModelsTo = [] }: Gpus): Problem[] {
  return replicateModelsTo.flatMap((region, at) => {
    const there = data.regions?.[region]?.gpus;
    const path = ['regions', name, 'gpus', 'replicateModelsTo', at];
    if (region === name) return [problem(path, region, 'is the region itself; leave it out')];
    if (there === undefined)
      return [problem(path, region, 'has no gpus, and so no bucket of models; give it some, or leave it out')];
    if (replicateModelsTo.indexOf(region) < at) return [problem(path, region, 'is named twice; leave one out')];
    return there.replicateModelsTo === undefined
      ? []
      : [problem(path, region, 'replicates models itself, and replicas go no further; let one region send to all')];
  });
}

/** A version is made in one way. */
function recipeProblems(name: string, { builds }: Gpus): Problem[] {
  return (builds?.versions ?? []).flatMap(({ checkpoint, engine }, at) => {
    if ((checkpoint === undefined) !== (engine === undefined)) return [];
    const said = checkpoint
      ? 'has checkpoint and engine; leave one of them out'
      : 'has neither checkpoint nor engine; say what it becomes';
    return [problem(['regions', name, 'gpus', 'builds', 'versions', at], undefined, said)];
  });
}

function karpenterProblems(name: string, { karpenter, nodeGroups }: GpusConfig): Problem[] {
  const sources = Object.values(nodeGroups).flatMap(({ capacity }) => capacity);
  if (karpenter === undefined || sources.some(({ desiredSize, maxSize }) => maxSize > desiredSize)) return [];
  const fix = 'give a source of a node group a maxSize above its desiredSize, or leave karpenter out';
  return [problem(['regions', name, 'gpus', 'karpenter'], undefined, `has no nodes to start; ${fix}`)];
}

function networkProblems(name: string, { cidr, vpc, natGateways }: Region): Problem[] {
  const path = ['regions', name, 'gpus'];
  if (cidr === undefined && vpc === undefined) {
    const fix = 'give the region a cidr such as 10.10.0.0/16, or a vpc that exists';
    return [problem(path, undefined, `needs a network in ${name}, and the region has none; ${fix}`)];
  }
  if (natGateways === 0) {
    const fix = 'give it a NAT gateway';
    return [problem(['regions', name, 'natGateways'], 0, `leaves GPU nodes no way to the images of engines; ${fix}`)];
  }
  if (vpc === undefined) return [];
  return [
    ...(vpc.cidr === undefined
      ? [problem(['regions', name, 'vpc'], undefined, 'has no cidr, from which models are called; add that of its subnets')]
      : []),
    ...(new Set(vpc.zones).size < 2
      ? [problem(path, undefined, 'needs subnets in two zones, so that one can fail; give vpc a second one')]
      : []),
  ];
}

function clusterProblems(name: string, written: Gpus, { kubernetesVersion, asOf, cluster }: GpusConfig): Problem[] {
  const path = ['regions', name, 'gpus'];
  const sentences = kubernetesVersionProblems(kubernetesVersion, asOf);
  const found = sentences.map((sentence) => problem(path, undefined, sentence));
  if (cluster.kind === 'own') {
    const addOns = sentences.length > 0 ? [] : addOnVersions(kubernetesVersion, cluster.addOnVersions).problems;
    return [
      ...found,
      ...addOns.map((sentence) => problem(path, undefined, sentence)),
      ...(cluster.adminRoles.length === 0
        ? [problem(path, undefined, "has no adminRoles, so nobody could enter the cluster; add a role, e.g. ['platform-admin']")]
        : []),
    ];
  }
  const { adminRoles, addOnVersions: versions, publisherRole } = written;
  return [
    ...found,
    ...Object.entries({ adminRoles, addOnVersions: versions })
      .filter(([, value]) => value !== undefined)
      .map(([key]) => problem([...path, key], undefined, 'is for a cluster of our own; leave it out, or leave out cluster')),
    ...(publisherRole === undefined
      ? [problem(path, undefined, 'has no publisherRole, so nobody could push models; name a role of the account')]
      : []),
  ];
}

/** Routers ask one name in every region; and a certificate serves its own region and account. */
function domainProblems({ data }: WellFormed, name: string, { domain }: Gpus): Problem[] {
  const path = ['regions', name, 'gpus'];
  const others = Object.entries(data.regions ?? {}).filter(([other, { gpus }]) => other !== name && gpus);
  const [other, theirs] = others.find(([, { gpus }]) => gpus?.domain) ?? [];
  const wanted = theirs?.gpus?.domain?.domainName;
  if (domain === undefined) {
    if (wanted === undefined) return [];
    return [
      problem(path, undefined, `has no domain, and ${other} has ${wanted}; give it the same with a certificate of ${name}`),
    ];
  }
  return [
    ...(wanted === undefined || wanted === domain.domainName
      ? []
      : [
          problem([...path, 'domain', 'domainName'], domain.domainName, `is another than ${wanted} of ${other}; use one for all`),
        ]),
    ...(domain.domainName.length <= LONGEST_DOMAIN
      ? []
      : [problem([...path, 'domain', 'domainName'], domain.domainName, `is too long; use ${LONGEST_DOMAIN} characters at most`)]),
    ...certificateProblems(data, [...path, 'domain', 'certificateArn'], name, domain.certificateArn),
  ];
}

function bucketProblems({ data, intact }: WellFormed, name: string, gpus: Gpus): Problem[] {
  const path = ['regions', name, 'gpus'];
  const bucket = modelBucketOf(data, name, gpus);
  if (bucket === undefined) {
    const message = "has no modelBucket, and the platform no account to make the bucket's name of; add one of them";
    return intact('account') ? [problem(path, undefined, message)] : [];
  }
  const earlier = Object.entries(data.regions ?? {}).slice(0, Object.keys(data.regions ?? {}).indexOf(name));
  const same = earlier.find(([other, { gpus: theirs }]) => theirs && modelBucketOf(data, other, theirs) === bucket);
  return same ? [problem([...path, 'modelBucket'], bucket, `is also that of ${same[0]}; name another`)] : [];
}
