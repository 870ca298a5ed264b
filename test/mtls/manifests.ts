import type { Manifest } from '../../services/manifests/manifest.ts';
import { routerManifests } from '../../services/router/manifests.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { routers } from '../services/router/support.ts';
import { embedder, llama70b } from '../services/serving/support/models.ts';
import { everything } from '../services/serving/support/servings.ts';

/** An engine of each kind, behind a load balancer too. */
export const serving: Serving = { ...everything, mutualTls: true, targetGroups: true, models: [llama70b, embedder] };
export const served = servingManifests(serving);

/** The routers that may call them. */
export const routed = routerManifests({
  ...routers,
  reaches: { models: { namespace: 'models', ports: [8443], mutualTls: true }, addresses: [] },
});

/** By which the first of them is called in the cluster. */
export const NAME = 'llama-70b-v3.models.svc.cluster.local';

/** What cert-manager is asked for. */
export function certificateOf(manifests: readonly Manifest[], name: string): Manifest {
  const found = manifests.find(({ kind, metadata }) => kind === 'Certificate' && metadata.name === name);
  if (found === undefined) throw new Error(`no certificate is called ${name}`);
  return found;
}
