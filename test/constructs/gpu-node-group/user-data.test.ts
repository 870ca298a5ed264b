import { nodeUserData } from '../../../constructs/gpu-node-group/user-data.ts';

/** The parts of a MIME message, as type and body. */
function parts(message: string): { type: string; body: string }[] {
  const boundary = /boundary="([^"]+)"/.exec(message)?.[1] ?? '';
  const blocks = message.split(`--${boundary}`);
  expect(blocks.at(-1)).toBe('--\n');
  return blocks.slice(1, -1).map((block) => {
    const [head = '', ...rest] = block.trimStart().split('\n\n');
    return { type: head.replace('Content-Type: ', ''), body: rest.join('\n\n') };
  });
}

test('a node with disks, huge pages and a limit of pods gets settings for nodeadm and a script', () => {
  const [settings, script, ...others] = parts(nodeUserData({ maxPods: 51, raid0: true, hugePages2Mi: 5128 }));
  expect(others).toEqual([]);
  expect(settings?.type).toBe('application/node.eks.aws');
  expect(JSON.parse(settings?.body ?? '')).toEqual({
    apiVersion: 'node.eks.aws/v1alpha1',
    kind: 'NodeConfig',
    spec: {
      featureGates: { FastImagePull: true },
      instance: { localStorage: { strategy: 'RAID0' } },
      kubelet: { config: { maxPods: 51 } },
    },
  });
  expect(script?.type).toBe('text/x-shellscript; charset="us-ascii"');
  expect(script?.body).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n.*vm\.nr_hugepages = 5128/);
});

test('without huge pages there is no script, and without disks no striping', () => {
  const [settings, ...others] = parts(nodeUserData({ maxPods: 58, raid0: false, hugePages2Mi: 0 }));
  expect(others).toEqual([]);
  expect(JSON.parse(settings?.body ?? '').spec).toEqual({ kubelet: { config: { maxPods: 58 } } });
});
