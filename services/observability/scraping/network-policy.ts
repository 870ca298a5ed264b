import { KubeNetworkPolicy } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { addresses, port } from '../../manifests/network-rules.ts';
import { ADMIN_PORT } from '../../router/container.ts';
import { ROUTER } from '../../router/labels.ts';
import { sharedLabels } from '../../serving/labels.ts';
import { MODEL_PODS, portsOf } from '../../serving/namespace/network-policies.ts';
import type { Serving } from '../../serving/serving.ts';

/** Lets a managed collector, which is in no namespace, scrape the models: from the subnets in which it has its interfaces. */
export const collectorScrapePolicy = (serving: Serving, subnets: readonly string[]): Manifest =>
  KubeNetworkPolicy.manifest({
    metadata: { name: 'allow-managed-collector', namespace: serving.namespace, labels: sharedLabels(serving) },
    spec: {
      podSelector: MODEL_PODS,
      policyTypes: ['Ingress'],
      ingress: [{ from: subnets.map(addresses), ports: portsOf(serving, 'metrics') }],
    },
  });

/** The same for routers in the cluster, which have a namespace of their own. */
export const collectorRouterPolicy = (serving: Serving, subnets: readonly string[]): Manifest =>
  KubeNetworkPolicy.manifest({
    metadata: {
      name: 'allow-managed-collector',
      namespace: serving.routers.namespace,
      labels: { ...sharedLabels(serving), 'app.kubernetes.io/name': ROUTER },
    },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': ROUTER } },
      policyTypes: ['Ingress'],
      ingress: [{ from: subnets.map(addresses), ports: [port(ADMIN_PORT)] }],
    },
  });
