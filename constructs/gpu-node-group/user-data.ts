interface NodeSettings {
  /** @default - kubelet's setting is made elsewhere */
  readonly maxPods?: number;
  readonly raid0: boolean;
  /** Pages of 2 MiB kept for EFA and others. */
  readonly hugePages2Mi: number;
}

const BOUNDARY = 'gpu-node';

/**
 * User data of an Amazon Linux 2023 node, in parts: settings for nodeadm, which EKS and Karpenter merge with their own, and a script that runs
 * before kubelet starts, because kubelet counts huge pages once.
 */
export function nodeUserData(settings: NodeSettings): string {
  const parts = [
    part('application/node.eks.aws', nodeConfig(settings)),
    ...(settings.hugePages2Mi > 0 ? [part('text/x-shellscript; charset="us-ascii"', hugePages(settings.hugePages2Mi))] : []),
  ];
  return ['MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary="${BOUNDARY}"`, '', ...parts, `--${BOUNDARY}--`, ''].join(
    '\n',
  );
}

const part = (type: string, body: string): string => `--${BOUNDARY}\nContent-Type: ${type}\n\n${body}`;

/** JSON is YAML too, and quotes itself. */
function nodeConfig({ maxPods, raid0 }: NodeSettings): string {
  const spec = {
    // Parallel pull and unpacking of images needs disks that keep up.
    ...(raid0 ? { featureGates: { FastImagePull: true }, instance: { localStorage: { strategy: 'RAID0' } } } : {}),
    ...(maxPods === undefined ? {} : { kubelet: { config: { maxPods } } }),
  };
  return `${JSON.stringify({ apiVersion: 'node.eks.aws/v1alpha1', kind: 'NodeConfig', spec }, null, 2)}\n`;
}

const hugePages = (pages: number): string =>
  `#!/bin/bash\nset -euo pipefail\necho 'vm.nr_hugepages = ${pages}' > /etc/sysctl.d/90-hugepages.conf\nsysctl -p /etc/sysctl.d/90-hugepages.conf\n`;
