import assert from 'node:assert/strict';
import { servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { embedder, llama8b, llama70b, llama405b } from '../services/serving/support/models.ts';
import { everything, h100, l40s, regionOf } from '../services/serving/support/servings.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';
import { gpuNodes } from './nodes.ts';
import { onStage, placesOf, unique } from './stage.ts';

const [A, B, C] = ['us-east-1a', 'us-east-1b', 'us-east-1c'] as const;
const p5 = (name: string, zone: string, order = 0) => gpuNodes(h100, [{ name, zone, order }]);
const g6e = (name: string, zone: string, order = 0) => gpuNodes(l40s, [{ name, zone, order }]);
const L40S = [...g6e('l40s-1', A), ...g6e('l40s-2', B), ...g6e('l40s-3', C), ...g6e('l40s-4', A)];

const within = (namespace: string, serving: Serving) => servingManifests({ ...serving, namespace: unique(namespace) });
const counted = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length]));

/** Every pod on the kind of node that it is meant for, nodes filled as planned, replicas apart, dear capacity last. */
export async function testPlacement({ check }: Harness, api: Api): Promise<void> {
  await check(
    'every release at its largest: a p5 for each 8 GPUs, 14 of the 16 L40S, and the last two are still to be had',
    async () => {
      const nodes = [...p5('h100-1', A), ...p5('h100-2', A), ...p5('h100-3', A, 1), ...L40S];
      await onStage(api, within('at-its-largest', everything), nodes, async ({ place }) => {
        const whole = [...placesOf(await place('llama-405b-v1', 1)), ...placesOf(await place('llama-70b-v3', 1))];
        assert.deepEqual([...whole].sort(), ['h100-1', 'h100-2', 'h100-3']);
        const shared = [
          ...placesOf(await place('embedder-v7', 10)),
          ...placesOf(await place('llama-8b-v1', 2)),
          ...placesOf(await place('qwen-v1', 1)),
          ...placesOf(await place('qwen-v2', 1)),
          // For these two `rollout: surge` counts on spare GPUs.
          ...placesOf(await place('qwen-v1', 1)),
          ...placesOf(await place('llama-8b-v1', 1)),
        ];
        assert.deepEqual(counted(shared), { 'l40s-1': 4, 'l40s-2': 4, 'l40s-3': 4, 'l40s-4': 4 });
        const [next] = placesOf(await place('embedder-v7', 1));
        assert.match(next ?? '', /^pending: .* 4 Insufficient nvidia.com\/gpu/);
      });
    },
  );

  await check('four replicas on nodes of three zones: every zone has one, no node has two', async () => {
    await onStage(api, within('spread', regionOf(embedder)), L40S, async ({ place }) => {
      const places = placesOf(await place('embedder-v7', 4));
      assert.deepEqual(counted(places), { 'l40s-1': 1, 'l40s-2': 1, 'l40s-3': 1, 'l40s-4': 1 });
    });
  });

  await check('what is paid for is used first: the reserved node, then the spot node', async () => {
    const nodes = [...g6e('a-spot', B, 1), ...g6e('reserved', A, 0), ...g6e('z-spot', C, 2)];
    await onStage(api, within('paid-first', regionOf(llama8b)), nodes, async ({ place }) => {
      assert.deepEqual(placesOf(await place('llama-8b-v1', 1)), ['reserved']);
    });
  });

  await check('a group of nodes stays in the zone of its leader: the second waits rather than leave it', async () => {
    const nodes = [...p5('h100-1', A), ...p5('h100-2', B)];
    await onStage(api, within('one-zone', regionOf(llama405b)), nodes, async ({ place }) => {
      const [leader, worker] = placesOf(await place('llama-405b-v1', 1));
      assert.match(leader ?? '', /^h100-[12]$/);
      assert.match(worker ?? '', /^pending: .*didn't match pod affinity rules/);
    });
  });

  await check('a model that fills a node shares it with none: the second replica waits', async () => {
    await onStage(api, within('whole-node', regionOf(llama70b)), p5('h100-1', A), async ({ place }) => {
      const [first, second] = placesOf(await place('llama-70b-v3', 2));
      assert.equal(first, 'h100-1');
      assert.match(second ?? '', /^pending: .*1 Insufficient nvidia.com\/gpu/);
    });
  });
}
