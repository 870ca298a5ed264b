import assert from 'node:assert/strict';
import { routerManifests } from '../../services/router/manifests.ts';
import { routers } from '../services/router/support.ts';
import { h100 } from '../services/serving/support/servings.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';
import { gpuNodes, systemNodes } from './nodes.ts';
import { onStage, placesOf, unique } from './stage.ts';

const within = (namespace: string) => routerManifests({ ...routers, namespace: unique(namespace) });

/** Where the router's pods go. */
export async function testRouters({ check }: Harness, api: Api): Promise<void> {
  await check('ten routers: none on a GPU node, in three zones alike, although a fourth zone has GPU nodes', async () => {
    const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
    const nodes = [
      ...systemNodes(zones),
      ...systemNodes(zones).map((node) => ({ ...node, name: `${node.name}-2` })),
      ...gpuNodes(h100, [{ name: 'gpu', zone: 'us-east-1d', order: 0 }]),
    ];
    await onStage(api, within('ten-routers'), nodes, async ({ place }) => {
      const places = placesOf(await place('router', 10));
      const inZone = (zone: string) => places.filter((name) => name.startsWith(`system-${zone}`)).length;
      assert.deepEqual(zones.map(inZone).sort(), [3, 3, 4], places.join('\n'));
    });
  });

  await check('a zone whose nodes are full holds the next router back: no zone has two more than another', async () => {
    const [a, b] = [systemNodes(['us-east-1a']), systemNodes(['us-east-1b'])];
    const full = b.map((node) => ({ ...node, allocatable: { ...node.allocatable, cpu: '1100m' } }));
    await onStage(api, within('uneven'), [...a, ...full], async ({ place }) => {
      const places = placesOf(await place('router', 4));
      assert.equal(places.filter((name) => name === 'system-us-east-1a').length, 2, places.join('\n'));
      assert.match(places[3] ?? '', /^pending: .*didn't match pod topology spread constraints/);
    });
  });
}
