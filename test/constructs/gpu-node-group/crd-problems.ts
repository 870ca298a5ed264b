interface Manifest {
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Schema {
  readonly type?: string;
  readonly properties?: { readonly [name: string]: Schema };
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/**
 * What a custom resource's own schema says against a manifest, as the API server does under strict validation: fields that it does not name are
 * mistakes. CEL rules are not evaluated.
 */
export function crdProblems(definitions: readonly Definition[], manifest: Manifest): string[] {
  const schemas = definitions
    .filter(({ spec }) => spec.names.kind === manifest.kind)
    .flatMap(({ spec }) => spec.versions.filter(({ name }) => manifest.apiVersion === `${spec.group}/${name}`));
  if (schemas.length !== 1) return [`${schemas.length} schemas for ${manifest.apiVersion} ${manifest.kind}`];
  // Every object has metadata, which the definition leaves to Kubernetes.
  return schemas.flatMap(({ schema }) => valueProblems('', { ...manifest, metadata: {} }, schema.openAPIV3Schema));
}

function valueProblems(at: string, value: unknown, schema: Schema): string[] {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${at} is ${JSON.stringify(value)}, not one of its values`];
  if (!typeFits(value, schema)) return [`${at} is ${JSON.stringify(value)}, not ${schema.type}`];
  if (Array.isArray(value)) {
    const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
    const size = value.length < minItems || value.length > maxItems ? [`${at} has ${value.length} items`] : [];
    return [...size, ...value.flatMap((item, i) => valueProblems(`${at}[${i}]`, item, items))];
  }
  if (typeof value === 'object' && value !== null) return fieldProblems(at, { ...value }, schema);
  const { pattern, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, maxLength = 1e9 } = schema;
  const text = String(value);
  const fits = typeof value === 'number' ? value >= minimum && value <= maximum : text.length <= maxLength;
  return fits && (pattern === undefined || new RegExp(pattern).test(text))
    ? []
    : [`${at} is ${JSON.stringify(value)}, out of bounds`];
}

function fieldProblems(at: string, value: Record<string, unknown>, schema: Schema): string[] {
  const { properties = {}, additionalProperties, required = [] } = schema;
  const missing = required.filter((name) => !(name in value)).map((name) => `${at} has no ${name}`);
  const found = Object.entries(value).flatMap(([name, field]) => {
    const own = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (own !== undefined) return valueProblems(`${at}.${name}`, field, own);
    return schema.properties === undefined ? [] : [`${at} has ${name}, which the schema does not know`];
  });
  return [...missing, ...found];
}

function typeFits(value: unknown, schema: Schema): boolean {
  if (schema['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isInteger(value);
  if (schema.type === undefined) return true;
  if (schema.type === 'array') return Array.isArray(value);
  if (schema.type === 'integer') return Number.isInteger(value);
  return typeof value === schema.type && !Array.isArray(value);
}
