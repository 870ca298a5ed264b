import assert from 'node:assert/strict';
import type { Manifest } from '../../services/manifests/manifest.ts';
import type { Harness } from '../support/harness.ts';
import type { Api } from './api.ts';

/** What the namespace of the models does to pods, by the server's own admission. All of its objects are there already. */
export async function testNamespace({ check }: Harness, api: Api, manifests: readonly Manifest[], pod: Manifest): Promise<void> {
  await check('when all GPUs of the node groups are taken, the namespace takes no further pod', async () => {
    const quota = manifests.find(({ kind }) => kind === 'ResourceQuota');
    assert.ok(quota);
    const { hard } = quota.spec as { readonly hard: { readonly [resource: string]: string } };
    // As the controller of quotas would write it.
    const use = (used: object) => api.patch(quota, { status: { hard, used } }, '/status');
    await use({ 'requests.nvidia.com/gpu': '0' });
    await api.create(pod, { dryRun: true });
    await use(hard);
    const refused = await api.create(pod, { dryRun: true }).then(
      () => 'accepted',
      ({ message }: Error) => message,
    );
    await use({ 'requests.nvidia.com/gpu': '0' });
    assert.match(
      refused,
      /exceeded quota: gpus, requested: requests.nvidia.com\/gpu=\d+, .* limited: requests.nvidia.com\/gpu=40/,
    );
  });

  await check('a pod that says nothing of its size stays small beside the models', async () => {
    const { spec } = await api.create(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'debugging', namespace: String(pod.metadata.namespace) },
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'shell',
              image: 'busybox',
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
      { dryRun: true },
    );
    const { containers } = spec as { readonly containers: readonly { readonly resources: object }[] };
    assert.deepEqual(containers[0]?.resources, {
      requests: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
      limits: { memory: '1Gi', 'ephemeral-storage': '1Gi' },
    });
  });
}
