/** A Kubernetes object as it stands in a file: plain JSON. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** @default - the object belongs to no namespace */
    readonly namespace?: string;
    readonly labels?: { readonly [label: string]: string };
    readonly annotations?: { readonly [annotation: string]: string };
  };
  readonly [field: string]: unknown;
}

/** How messages name an object, e.g. `Deployment serving/llama-v3`. */
export function manifestName({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
