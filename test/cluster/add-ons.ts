import assert from 'node:assert/strict';
import { devicePlugins } from '../../services/add-ons/device-plugins.ts';
import { h100, l40s } from '../services/serving/support/servings.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';
import { addNodes, gpuNodes, removeNodes, systemNodes } from './nodes.ts';
import { podOfDaemonSet, scheduled } from './pods.ts';
import { placesOf } from './stage.ts';

const EFA_IMAGE = `602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/aws-efa-k8s-device-plugin@sha256:${'e'.repeat(64)}`;

export const plugins = devicePlugins({ kubernetesVersion: '1.35', nodeGroups: [h100, l40s], efaPluginImage: EFA_IMAGE });

/** On which nodes the plugins run: once on every one that has the device, nowhere else. */
export async function testPlugins({ check }: Harness, api: Api): Promise<void> {
  const nodes = [
    ...gpuNodes(h100, [{ name: 'h100-1', zone: 'us-east-1a', order: 0 }]),
    ...gpuNodes(l40s, [{ name: 'l40s-1', zone: 'us-east-1a', order: 0 }]),
    ...systemNodes(['us-east-1a']),
  ];
  const wanted: Readonly<Record<string, readonly string[]>> = {
    'nvidia-device-plugin': ['h100-1', 'l40s-1'],
    'efa-device-plugin': ['h100-1'],
  };
  for (const plugin of plugins.filter(({ kind }) => kind === 'DaemonSet')) {
    const { name } = plugin.metadata;
    await check(`${name} runs on ${wanted[name]?.join(' and ')}, and nowhere else`, async () => {
      await addNodes(api, nodes);
      const pods = nodes.map((node) => podOfDaemonSet(plugin, node.name));
      try {
        const places = placesOf(await scheduled(api, pods));
        assert.deepEqual(
          places.filter((place) => !place.startsWith('pending')),
          wanted[name],
        );
      } finally {
        for (const pod of pods) await api.remove(pod);
        await removeNodes(api, nodes);
      }
    });
  }

  await check('a plugin outside its own namespace is refused: all others are restricted', async () => {
    const [plugin] = plugins.filter(({ kind }) => kind === 'DaemonSet');
    assert.ok(plugin);
    const stray = podOfDaemonSet(plugin, 'h100-1');
    await assert.rejects(
      api.create({ ...stray, metadata: { ...stray.metadata, namespace: 'models' } }, { dryRun: true }),
      /violates PodSecurity "restricted/,
    );
  });
}
