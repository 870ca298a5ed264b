import assert from 'node:assert/strict';
import { servingManifests } from '../../services/serving/manifests.ts';
import { releaseName } from '../../services/serving/names.ts';
import type { Serving } from '../../services/serving/serving.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';
import { gpuNodes } from './nodes.ts';
import { onStage, placesOf, unique } from './stage.ts';

const ZONE = 'us-east-1a';

/** Every release of a region at its largest, on node groups at their largest: each pod on a node of its model's group, none left over. */
export async function testEveryRelease({ check }: Harness, api: Api, name: string, serving: Serving): Promise<void> {
  const nodes = serving.nodeGroups.flatMap((group) =>
    gpuNodes(
      group,
      Array.from({ length: group.maxNodes }, (_, at) => ({ name: `${group.name}-${at}`, zone: ZONE, order: 0 })),
    ),
  );
  await check(`preset ${name}: every release at its largest runs on the nodes that it is meant for`, async () => {
    const manifests = servingManifests({ ...serving, namespace: unique(serving.namespace) });
    await onStage(api, manifests, nodes, async ({ place }) => {
      for (const model of serving.models) {
        for (const release of model.releases) {
          const { scaling } = release;
          const replicas = scaling.kind === 'fixed' ? scaling.replicas : scaling.maxReplicas;
          const places = placesOf(await place(releaseName(model, release), replicas));
          assert.equal(places.length, replicas * model.gpus.pipelineParallel);
          const elsewhere = places.filter((node) => node.replace(/-\d+$/, '') !== model.gpus.nodeGroup);
          assert.deepEqual(elsewhere, [], `${model.name} is meant for ${model.gpus.nodeGroup}`);
        }
      }
    });
  });
}
