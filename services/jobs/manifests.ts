import { KubeNetworkPolicy, KubeServiceAccount } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { toHttps, toPodIdentity } from '../manifests/network-rules.ts';
import { sharedLabels } from '../serving/labels.ts';
import { PUBLISHER_ACCOUNT } from '../serving/names.ts';
import type { Serving } from '../serving/serving.ts';
import { buildManifests, MODEL_BUILDER } from './job.ts';
import { placedBuilds } from './placed.ts';

/** The Jobs of a region in the namespace of its models, with an identity of their own; nothing where none are named. */
export function jobManifests(serving: Serving): readonly Manifest[] {
  const { builds, namespace } = serving;
  if (builds === undefined || builds.builds.length === 0) return [];
  const labels = sharedLabels(serving);
  return [
    KubeServiceAccount.manifest({
      metadata: { name: PUBLISHER_ACCOUNT, namespace, labels },
      automountServiceAccountToken: false,
    }),
    publishing(serving),
    ...placedBuilds(serving).flatMap(({ build, nodes }) => buildManifests(serving, builds, build, nodes)),
  ];
}

/** Out to S3, whose addresses are public and change, and to the identity agent; nothing in. */
const publishing = (serving: Serving): Manifest =>
  KubeNetworkPolicy.manifest({
    metadata: { name: 'allow-publishing', namespace: serving.namespace, labels: sharedLabels(serving) },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/component': MODEL_BUILDER } },
      policyTypes: ['Egress'],
      egress: [toPodIdentity(), toHttps()],
    },
  });
