import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { root } from '../support/harness.ts';

const DATA = path.join(root, '..', 'shared', 'data');

/** As their projects publish them. */
const PUBLISHED = [
  ...['karpenter.sh_nodepools', 'karpenter.sh_nodeclaims', 'karpenter.k8s.aws_ec2nodeclasses'].map(
    (name) => `crd-karpenter/pkg/apis/crds/${name}.yaml`,
  ),
  ...['rayclusters', 'rayjobs', 'rayservices'].map((name) => `crd-kuberay/ray-operator/config/crd/bases/ray.io_${name}.yaml`),
  'crd-lws/config/crd/bases/leaderworkerset.x-k8s.io_leaderworkersets.yaml',
];

/** Known by their schema alone: the definition around it is written here. */
const BY_SCHEMA: readonly {
  readonly file: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope?: 'Cluster';
}[] = [
  { file: 'keda.sh/scaledobject_v1alpha1', kind: 'ScaledObject', plural: 'scaledobjects' },
  { file: 'monitoring.coreos.com/podmonitor_v1', kind: 'PodMonitor', plural: 'podmonitors' },
  { file: 'monitoring.coreos.com/prometheusrule_v1', kind: 'PrometheusRule', plural: 'prometheusrules' },
  { file: 'cert-manager.io/certificate_v1', kind: 'Certificate', plural: 'certificates' },
  { file: 'cert-manager.io/issuer_v1', kind: 'Issuer', plural: 'issuers' },
  { file: 'cert-manager.io/clusterissuer_v1', kind: 'ClusterIssuer', plural: 'clusterissuers', scope: 'Cluster' },
  { file: 'kueue.x-k8s.io/resourceflavor_v1beta2', kind: 'ResourceFlavor', plural: 'resourceflavors', scope: 'Cluster' },
  { file: 'kueue.x-k8s.io/clusterqueue_v1beta2', kind: 'ClusterQueue', plural: 'clusterqueues', scope: 'Cluster' },
  { file: 'kueue.x-k8s.io/localqueue_v1beta2', kind: 'LocalQueue', plural: 'localqueues' },
];

/** A kind that a definition adds. */
export interface Definition {
  readonly manifest: Manifest;
  readonly kinds: readonly { readonly apiVersion: string; readonly kind: string }[];
}

/** @throws Error when ../shared/data is not there */
export function customResourceDefinitions(): readonly Definition[] {
  if (!existsSync(path.join(DATA, 'crds-catalog'))) {
    throw new Error('../shared/data is not there, which holds the definitions of custom resources; put ../shared there');
  }
  return [...PUBLISHED.map((file) => parse(read(file)) as Manifest), ...BY_SCHEMA.map(bySchema)].map((manifest) => ({
    manifest,
    kinds: kindsOf(manifest),
  }));
}

const read = (file: string): string => readFileSync(path.join(DATA, file), 'utf8');

function kindsOf({ spec }: Manifest): Definition['kinds'] {
  const { group, names, versions } = spec as {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  return versions.filter(({ served }) => served).map(({ name }) => ({ apiVersion: `${group}/${name}`, kind: names.kind }));
}

function bySchema({ file, kind, plural, scope }: (typeof BY_SCHEMA)[number]): Manifest {
  const group = path.dirname(file);
  const version = file.slice(file.lastIndexOf('_') + 1);
  const schema: unknown = structural(JSON.parse(read(`crds-catalog/${file}.json`)));
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: approval(group) },
    spec: {
      group,
      scope: scope ?? 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}

/** Groups below k8s.io are the Kubernetes project's own; whoever defines one says by whose leave. */
const approval = (group: string): { readonly [name: string]: string } =>
  group.endsWith('k8s.io') ? { 'api-approved.kubernetes.io': 'unapproved, for tests of schemas' } : {};

/** Definitions may not say that an object with fields takes no others: strict validation says it. */
function structural(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(structural);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== 'additionalProperties' || value !== false)
      .map(([key, value]) => [key, structural(value)]),
  );
}
