import assert from 'node:assert/strict';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { servingProblems } from '../../services/serving/checks/serving.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import { namespaceManifests } from '../../services/serving/namespace/namespace.ts';
import type { ServedModel } from '../../services/serving/served-model.ts';
import type { GpuNodes, Serving } from '../../services/serving/serving.ts';
import { weightsVolume } from '../../services/serving/workload/weights-volume.ts';
import { workload } from '../../services/serving/workload/workload.ts';
import { embedder, llama8b, llama70b, llama405b } from '../services/serving/support/models.ts';
import { changed, everything, h100, l40s } from '../services/serving/support/servings.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';
import { gpuNodes } from './nodes.ts';
import { onStage, placesOf, unique } from './stage.ts';

const ZONE = 'us-east-1a';

/** One model on one group of nodes, which is as large as it may become. */
interface Case {
  readonly model: ServedModel;
  readonly nodes: GpuNodes;
  readonly replicas: number;
}

interface CannotFit {
  readonly name: string;
  readonly wrong: Case;
  /** What the check at synth says, and the scheduler. */
  readonly synth: RegExp;
  readonly scheduler: RegExp;
  /** The same after the advice was followed. */
  readonly mended: Case;
}

const alone = (model: ServedModel, nodes: GpuNodes, replicas = 1): Case => ({ model, nodes, replicas });
const oneOf = (nodes: GpuNodes, maxNodes = 1): GpuNodes => ({ ...nodes, maxNodes });
const fixed = (model: ServedModel, replicas: number): ServedModel => ({
  ...model,
  releases: model.releases.map((release) => ({ ...release, scaling: { kind: 'fixed', replicas } })),
});
const small = fixed({ ...llama8b, rollout: 'in-place' }, 1);
const pairs = fixed({ ...embedder, rollout: 'in-place' }, 4);

const CASES: readonly CannotFit[] = [
  {
    name: 'more GPUs than a node has',
    wrong: alone(changed(llama70b, { gpus: { tensorParallel: 16 } }), oneOf(h100, 2)),
    synth: /tensorParallel: is 16, and a p5.48xlarge has 8 GPUs/,
    scheduler: /2 Insufficient nvidia.com\/gpu/,
    mended: alone(llama70b, oneOf(h100, 2)),
  },
  {
    name: 'more replicas than nodes',
    wrong: alone(fixed(llama70b, 2), oneOf(h100), 2),
    synth: /nodeGroups.h100: has 1 node of p5.48xlarge with 8 GPUs, and its models take 16 .*allow 1 node more/,
    scheduler: /1 Insufficient nvidia.com\/gpu/,
    mended: alone(fixed(llama70b, 2), oneOf(h100, 2), 2),
  },
  {
    name: 'a rollout that wants a GPU which nobody has',
    wrong: alone({ ...fixed(small, 4), rollout: 'surge' }, oneOf(l40s), 5),
    synth: /rollout: is surge, for which 1 GPU must be spare, and l40s has 0; allow a node more/,
    scheduler: /1 Insufficient nvidia.com\/gpu/,
    mended: alone({ ...fixed(small, 4), rollout: 'surge' }, oneOf(l40s, 2), 5),
  },
  {
    name: 'a group that spans more nodes than there are',
    wrong: alone(llama405b, oneOf(h100)),
    synth: /pipelineParallel: is 2: 8 x 2 = 16 GPUs on 2 nodes, and h100 has 1 at the most/,
    scheduler: /1 Insufficient nvidia.com\/gpu/,
    mended: alone(llama405b, oneOf(h100, 2)),
  },
  {
    name: 'a node group that is not there',
    wrong: alone(changed(llama70b, { gpus: { nodeGroup: 'h200' } }), oneOf(h100)),
    synth: /nodeGroup: is "h200", and the region has h100/,
    scheduler: /didn't match Pod's node affinity\/selector/,
    mended: alone(llama70b, oneOf(h100)),
  },
  {
    name: 'more CPUs than the GPUs leave to each replica',
    wrong: alone(changed(pairs, { host: { cpus: 12 } }), oneOf(l40s), 4),
    synth: /host.cpus: is 12 for each replica, of which 4 fit .* use 10.8 at the most/,
    scheduler: /1 Insufficient cpu/,
    mended: alone(changed(pairs, { host: { cpus: 10.8 } }), oneOf(l40s), 4),
  },
  {
    name: 'more memory than the GPUs leave to each replica',
    wrong: alone(changed(pairs, { host: { memoryGib: 95 } }), oneOf(l40s), 4),
    synth: /host.memoryGib: is 95 for each replica, of which 4 fit .* use 84 at the most|use 86 at the most/,
    scheduler: /1 Insufficient memory/,
    mended: alone(changed(pairs, { host: { memoryGib: 84 } }), oneOf(l40s), 4),
  },
  {
    name: 'EFA without the huge pages that it takes',
    wrong: alone(llama405b, { ...oneOf(h100, 2), hugePages2Mi: 0 }),
    synth: /hugePages2Mi: is 0, and EFA takes 2560 on each node/,
    scheduler: /2 Insufficient hugepages-2Mi/,
    mended: alone(llama405b, { ...oneOf(h100, 2), hugePages2Mi: 2560 }),
  },
  {
    name: 'a disk that is too small',
    wrong: alone(small, { ...oneOf(l40s), diskGib: 20 }),
    synth: /diskGib: is 20, of which 17 GiB can be used/,
    scheduler: /1 Insufficient ephemeral-storage/,
    mended: alone(small, { ...oneOf(l40s), diskGib: 500 }),
  },
];

const servingOf = ({ model, nodes }: Case, namespace: string): Serving => ({
  ...everything,
  namespace: unique(namespace),
  nodeGroups: [nodes],
  models: [model],
});

/** The objects of a configuration that the checks refuse. */
function unchecked(serving: Serving, { model, nodes }: Case): readonly Manifest[] {
  return [
    ...namespaceManifests(serving),
    ...weightsVolume(serving, model),
    ...model.releases.map((release) => workload(serving, model, release, nodes)),
  ];
}

/** What the scheduler says of a configuration that the check at synth refuses, and of the one that its sentence leads to. */
export async function testCannotFit({ check }: Harness, api: Api): Promise<void> {
  for (const [at, { name, wrong, synth, scheduler, mended }] of CASES.entries()) {
    await check(`${name}: refused at synth, pending for the same reason; the sentence's advice followed, it runs`, async () => {
      const refused = servingOf(wrong, `wrong-${at}`);
      assert.match(
        servingProblems(refused)
          .map(({ path, message }) => `${path}: ${message}`)
          .join('\n'),
        synth,
      );
      const places = await placed(api, unchecked(refused, wrong), wrong);
      assert.ok(
        places.some((place) => place.startsWith('pending: ') && scheduler.test(place)),
        places.join('\n'),
      );

      const accepted = servingManifests(servingOf(mended, `mended-${at}`));
      const after = await placed(api, accepted, mended);
      assert.deepEqual(
        after.filter((place) => place.startsWith('pending')),
        [],
      );
    });
  }
}

async function placed(api: Api, manifests: readonly Manifest[], { model, nodes, replicas }: Case): Promise<readonly string[]> {
  const places = Array.from({ length: nodes.maxNodes }, (_, at) => ({ name: `${nodes.name}-${at}`, zone: ZONE, order: 0 }));
  let said: readonly string[] = [];
  await onStage(api, manifests, gpuNodes(nodes, places), async ({ place }) => {
    said = placesOf(await place(`${model.name}-${model.releases[0]?.name}`, replicas));
  });
  return said;
}
