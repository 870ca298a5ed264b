import { stringify } from 'yaml';
import { type Manifest, manifestName } from './manifest.ts';

/** Files by name, sorted: one object each, so that a change shows as the change of one file. */
export type ManifestFiles = ReadonlyMap<string, string>;

/** What a CDK token looks like in text: it would reach the cluster as it stands. */
const TOKEN = /\$\{Token\[|#\{Token\[|<unresolved-token>/;

/** Kinds that others need first: `kubectl apply -f` takes files in the order of their names. */
const FIRST: ReadonlyMap<string, number> = new Map([
  ['Namespace', 0],
  ['PersistentVolume', 1],
  ['PersistentVolumeClaim', 1],
  ['ServiceAccount', 1],
  ['ResourceQuota', 1],
  ['LimitRange', 1],
  ['NetworkPolicy', 1],
]);
const LATER = 2;

/**
 * Objects as YAML files. The same objects give the same bytes, whatever the order of their keys.
 *
 * @throws Error when two objects are one to Kubernetes, or a CDK token has leaked into one
 */
export function manifestFiles(manifests: readonly Manifest[]): ManifestFiles {
  const files = new Map<string, string>();
  for (const manifest of manifests) {
    const text = stringify(manifest, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
    if (TOKEN.test(text)) {
      throw new Error(
        `${manifestName(manifest)} holds a CDK token, which only CloudFormation can resolve; give the value itself`,
      );
    }
    const name = fileName(manifest);
    if (files.has(name)) throw new Error(`${manifestName(manifest)} is there twice; give each its own name`);
    files.set(name, text);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fileName({ kind, metadata: { namespace, name } }: Manifest): string {
  const parts = [kind.toLowerCase(), namespace, name].filter((part) => part !== undefined);
  return `${FIRST.get(kind) ?? LATER}-${parts.join('.')}.yaml`;
}
