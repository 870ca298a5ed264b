import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import type { Manifest } from '../../../../services/manifests/manifest.ts';

const DATA = path.join(__dirname, '..', '..', '..', '..', '..', 'shared', 'data');

/** How a test is named that needs the schemas. */
export const whenThere = existsSync(path.join(DATA, 'k8s-json-schema'))
  ? { run: true, named: '' }
  : { run: false, named: ' (not run: ../shared/data is not on this machine)' };

type Schema = { [key: string]: unknown };

const CRDS: Readonly<Record<string, string>> = {
  'keda.sh/v1alpha1/ScaledObject': 'crds-catalog/keda.sh/scaledobject_v1alpha1.json',
  'monitoring.coreos.com/v1/PodMonitor': 'crds-catalog/monitoring.coreos.com/podmonitor_v1.json',
  'monitoring.coreos.com/v1/PrometheusRule': 'crds-catalog/monitoring.coreos.com/prometheusrule_v1.json',
  'cert-manager.io/v1/Certificate': 'crds-catalog/cert-manager.io/certificate_v1.json',
  'cert-manager.io/v1/Issuer': 'crds-catalog/cert-manager.io/issuer_v1.json',
  'cert-manager.io/v1/ClusterIssuer': 'crds-catalog/cert-manager.io/clusterissuer_v1.json',
  'ray.io/v1/RayService': 'crd-kuberay/ray-operator/config/crd/bases/ray.io_rayservices.yaml',
  'leaderworkerset.x-k8s.io/v1/LeaderWorkerSet': 'crd-lws/config/crd/bases/leaderworkerset.x-k8s.io_leaderworkersets.yaml',
};

const read = (file: string): string => readFileSync(path.join(DATA, file), 'utf8');

/** What is wrong with a manifest. */
export type Validator = (manifest: Manifest) => readonly string[];

/** Custom resources, whose definitions are the same for every version of Kubernetes. */
export const customResource = validator(
  (kind) => CRDS[kind],
  (file) => crdSchema(file),
);

/** Says what a strict server of that Kubernetes would: unknown fields are refused, which the published schemas alone do not. */
export function strictValidator(kubernetes: string): Validator {
  const { definitions } = strict(JSON.parse(read(`k8s-json-schema/kubernetes-schemas/v${kubernetes}.0/_definitions.json`))) as {
    definitions: Readonly<Record<string, Schema>>;
  };
  const byKind = new Map(
    Object.entries(definitions).flatMap(([name, definition]) =>
      ((definition['x-kubernetes-group-version-kind'] ?? []) as Kind[]).map((kind) => [kindName(kind), name] as const),
    ),
  );
  const core = validator(
    (kind) => byKind.get(kind),
    (name) => ({ $ref: `kubernetes#/definitions/${name}` }),
    { definitions },
  );
  return (manifest) => (kindOf(manifest) in CRDS ? customResource : core)(manifest);
}

/** Compiles the schema of a kind when it is first met. */
function validator(nameOf: (kind: string) => string | undefined, schemaOf: (name: string) => Schema, shared?: Schema): Validator {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, code: { optimize: false } });
  if (shared) ajv.addSchema(shared, 'kubernetes');
  const compiled = new Map<string, ValidateFunction>();
  return (manifest) => {
    const kind = kindOf(manifest);
    const name = nameOf(kind);
    if (name === undefined) return [`no schema of ${kind} is known`];
    const validate = compiled.get(kind) ?? ajv.compile(schemaOf(name));
    compiled.set(kind, validate);
    validate(manifest);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

const kindOf = ({ apiVersion, kind }: Manifest): string => `${apiVersion}/${kind}`;

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const kindName = ({ group, version, kind }: Kind): string => [group, version, kind].filter((part) => part !== '').join('/');

function crdSchema(file: string): Schema {
  // Go's way to say that a pattern minds no case.
  if (file.endsWith('.json')) return strict(JSON.parse(read(file).replaceAll('^(?i)', '^'))) as Schema;
  const crd = parse(withoutDescriptions(read(file))) as { spec: { versions: { schema: { openAPIV3Schema: Schema } }[] } };
  return strict(crd.spec.versions[0]?.schema.openAPIV3Schema) as Schema;
}

/** Nine tenths of the text, and of the time that it takes to read. */
function withoutDescriptions(yaml: string): string {
  let depth = Number.POSITIVE_INFINITY;
  return yaml
    .split('\n')
    .filter((line) => {
      const indent = line.search(/\S/);
      if (indent < 0 || indent > depth) return depth === Number.POSITIVE_INFINITY;
      depth = /^ *description:/.test(line) ? indent : Number.POSITIVE_INFINITY;
      return depth === Number.POSITIVE_INFINITY;
    })
    .join('\n');
}

/** Every object that names its fields takes no others, and numbers that may be texts are both. */
function strict(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const node: Schema = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inner(key, value)]));
  if (node['x-kubernetes-int-or-string']) {
    const { type: _, anyOf: __, ...rest } = node;
    return { ...rest, type: ['integer', 'string'] };
  }
  const open = node.additionalProperties !== undefined || node['x-kubernetes-preserve-unknown-fields'];
  return node.properties && !open ? { ...node, additionalProperties: false } : node;
}

/** Below some keywords lie schemas, by the names of fields, in a list, or one alone. */
function inner(keyword: string, value: unknown): unknown {
  if (keyword === 'properties' || keyword === 'definitions') {
    return Object.fromEntries(Object.entries(value as object).map(([name, each]) => [name, strict(each)]));
  }
  if (['anyOf', 'oneOf', 'allOf'].includes(keyword)) return (value as unknown[]).map(strict);
  return keyword === 'items' || keyword === 'additionalProperties' ? strict(value) : value;
}
