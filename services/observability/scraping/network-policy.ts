import { IntOrString, KubeNetworkPolicy } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { doorsOf } from '../../serving/entry/doors.ts';
import { MODEL_SERVER, sharedLabels } from '../../serving/labels.ts';
import type { Serving } from '../../serving/serving.ts';

/** Lets a managed collector, which is in no namespace, scrape the models: from the subnets in which it has its interfaces. */
export function collectorScrapePolicy(serving: Serving, subnets: readonly string[]): Manifest {
  const ports = [...new Set(serving.models.map(({ engine }) => doorsOf(serving, engine).metrics))].sort((a, b) => a - b);
  return KubeNetworkPolicy.manifest({
    metadata: { name: 'allow-managed-collector', namespace: serving.namespace, labels: sharedLabels(serving) },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': MODEL_SERVER } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: subnets.map((cidr) => ({ ipBlock: { cidr } })),
          ports: ports.map((number) => ({ port: IntOrString.fromNumber(number), protocol: 'TCP' })),
        },
      ],
    },
  });
}
