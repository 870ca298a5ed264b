/** The keywords of JSON Schema that our schema uses. */
export interface SchemaNode {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: SchemaNode;
  readonly minProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly propertyNames?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

type Keyword = { [K in keyof SchemaNode]-?: (wanted: NonNullable<SchemaNode[K]>, value: unknown, node: SchemaNode) => boolean };

const always = () => true;
const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';
const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

const KEYWORDS: Keyword = {
  $schema: always,
  title: always,
  description: always,
  format: always,
  type: (type, value) => (type === 'integer' ? Number.isInteger(value) : typeOf(value) === type),
  enum: (values, value) => values.includes(value),
  pattern: (pattern, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minLength: (least, value) => typeof value !== 'string' || value.length >= least,
  maxLength: (most, value) => typeof value !== 'string' || value.length <= most,
  minimum: (least, value) => typeof value !== 'number' || value >= least,
  maximum: (most, value) => typeof value !== 'number' || value <= most,
  minItems: (least, value) => !Array.isArray(value) || value.length >= least,
  maxItems: (most, value) => !Array.isArray(value) || value.length <= most,
  items: (node, value) => !Array.isArray(value) || value.every((part) => accepts(node, part)),
  minProperties: (least, value) => !isObject(value) || Object.keys(value).length >= least,
  required: (names, value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (parts, value) =>
    !isObject(value) || Object.entries(parts).every(([name, part]) => !Object.hasOwn(value, name) || accepts(part, value[name])),
  propertyNames: (node, value) => !isObject(value) || Object.keys(value).every((name) => accepts(node, name)),
  additionalProperties: (wanted, value, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, part]) => Object.hasOwn(properties, name) || (typeof wanted === 'object' ? accepts(wanted, part) : wanted),
    ),
  anyOf: (nodes, value) => nodes.some((node) => accepts(node, value)),
  oneOf: (nodes, value) => nodes.filter((node) => accepts(node, value)).length === 1,
};

/** Whether a value is right by a schema. A keyword that is not listed above is an error, never ignored. */
export function accepts(node: SchemaNode, value: unknown): boolean {
  return Object.entries(node).every(([keyword, wanted]) => {
    if (!Object.hasOwn(KEYWORDS, keyword)) throw new Error(`this validator does not know '${keyword}'`);
    const check = KEYWORDS[keyword as keyof SchemaNode] as (wanted: unknown, value: unknown, node: SchemaNode) => boolean;
    return check(wanted, value, node);
  });
}
