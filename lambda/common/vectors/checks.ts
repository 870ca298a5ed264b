import type { Filter, IndexDefinition, VectorQuery, VectorRecord } from './vector-database.ts';

/** Each is the least that one of the engines takes, so that a change of the engine meets no record that does not fit. */
const MOST = {
  records: 500,
  documents: 500,
  limit: 100,
  dimension: 4_096,
  idBytes: 512,
  textBytes: 32 * 1_024,
  metadataKeys: 32,
  metadataBytes: 1_024,
  conditions: 16,
  values: 100,
} as const;

const NAME = /^[a-z][a-z0-9-]{0,29}$/;
/** Half of a character that takes two code units. */
const HALF = /\p{Surrogate}/u;
const KEY = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;

type Problems = readonly string[];

export function definitionProblems({ name, model, dimension }: IndexDefinition): Problems {
  const whole = Number.isInteger(dimension) && dimension >= 1 && dimension <= MOST.dimension;
  return [
    ...(NAME.test(name)
      ? []
      : [`the index' name is ${shown(name)}; use lower-case letters, digits and hyphens, at most 30, a letter first`]),
    ...(typeof model === 'string' && model.length > 0 && model.length <= 200 && isKept(model)
      ? []
      : [`the index' model is ${shown(model)}; name it with 1 to 200 characters`]),
    ...(whole ? [] : [`the index' dimension is ${shown(dimension)}; it must be a whole number from 1 to ${MOST.dimension}`]),
  ];
}

export function tenantProblems(tenant: string): Problems {
  // Halves of a character would all become the same bytes, and their tenants the same tenant.
  if (typeof tenant === 'string' && tenant !== '' && !HALF.test(tenant)) return [];
  return [`the tenant is ${shown(tenant)}; name one, in whole characters`];
}

export function recordsProblems(index: IndexDefinition, records: readonly VectorRecord[]): Problems {
  if (records.length > MOST.records) return [`${records.length} records at once; at most ${MOST.records} fit`];
  const seen = new Set<string>();
  return records.flatMap((record, position) => {
    const at = `records[${position}]`;
    const again = seen.has(record.id) ? [`${at}.id is ${shown(record.id)} for the second time; name each record once`] : [];
    seen.add(record.id);
    return [...again, ...recordProblems(index, record, at)];
  });
}

function recordProblems(index: IndexDefinition, record: VectorRecord, at: string): Problems {
  const { id, documentId, text, metadata, expiresAt } = record;
  return [
    ...textProblems(id, `${at}.id`, MOST.idBytes),
    ...textProblems(documentId, `${at}.documentId`, MOST.idBytes),
    ...vectorProblems(index, record, at),
    ...(text === undefined || text === '' ? [] : textProblems(text, `${at}.text`, MOST.textBytes)),
    ...metadataProblems(metadata, `${at}.metadata`),
    ...(expiresAt === undefined || (Number.isSafeInteger(expiresAt) && expiresAt >= 0)
      ? []
      : [`${at}.expiresAt is ${shown(expiresAt)}; it must be whole milliseconds since 1970`]),
  ];
}

function metadataProblems(metadata: VectorRecord['metadata'], at: string): Problems {
  const entries = Object.entries(metadata);
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  return [
    ...entries.flatMap(([key, value]) => [...keyProblems(key, at), ...valueProblems(value, `${at}.${key}`)]),
    ...(entries.length > MOST.metadataKeys ? [`${at} has ${entries.length} keys; at most ${MOST.metadataKeys} fit`] : []),
    ...(bytes > MOST.metadataBytes ? [`${at} has ${bytes} bytes as JSON; at most ${MOST.metadataBytes} fit`] : []),
  ];
}

export function queryProblems(index: IndexDefinition, query: VectorQuery): Problems {
  const { limit, text, filter = {} } = query;
  const whole = Number.isInteger(limit) && limit >= 1 && limit <= MOST.limit;
  const conditions = Object.keys(filter).length;
  return [
    ...vectorProblems(index, query, 'query'),
    ...(text === undefined || text === '' ? [] : textProblems(text, 'query.text', MOST.textBytes)),
    ...(whole ? [] : [`query.limit is ${shown(limit)}; it must be a whole number from 1 to ${MOST.limit}`]),
    ...(conditions > MOST.conditions ? [`query.filter has ${conditions} conditions; at most ${MOST.conditions} fit`] : []),
    ...filterProblems(filter),
  ];
}

function filterProblems(filter: Filter): Problems {
  return Object.entries(filter).flatMap(([key, condition]) => {
    const at = `query.filter.${key}`;
    if (typeof condition !== 'object' || condition === null) {
      return [...keyProblems(key, 'query.filter'), ...valueProblems(condition, at)];
    }
    if ('in' in condition) {
      const { length } = condition.in;
      const fits = length >= 1 && length <= MOST.values;
      return [
        ...keyProblems(key, 'query.filter'),
        ...(fits ? [] : [`${at}.in has ${length} values; it must have 1 to ${MOST.values}`]),
        ...condition.in.flatMap((value, position) => valueProblems(value, `${at}.in[${position}]`)),
      ];
    }
    const bounds = Object.entries(condition);
    const wrong = bounds.filter(([bound, value]) => !['gt', 'gte', 'lt', 'lte'].includes(bound) || !Number.isFinite(value));
    return [
      ...keyProblems(key, 'query.filter'),
      ...(bounds.length === 0 ? [`${at} is empty; give it a value, in, or one of gt, gte, lt and lte`] : []),
      ...wrong.map(([bound, value]) => `${at}.${bound} is ${shown(value)}; bounds are gt, gte, lt and lte, with finite numbers`),
    ];
  });
}

export function documentsProblems(documentIds: readonly string[]): Problems {
  if (documentIds.length > MOST.documents) return [`${documentIds.length} documents at once; at most ${MOST.documents} fit`];
  return documentIds.flatMap((id, position) => textProblems(id, `documentIds[${position}]`, MOST.idBytes));
}

function vectorProblems(index: IndexDefinition, { model, vector }: Pick<VectorQuery, 'model' | 'vector'>, at: string): Problems {
  const wrong =
    model === index.model ? [] : [`${at}.model is ${shown(model)}; index ${index.name} holds vectors of ${shown(index.model)}`];
  if (!(vector instanceof Float32Array)) return [...wrong, `${at}.vector is ${shown(vector)}; it must be a Float32Array`];
  if (vector.length !== index.dimension) {
    return [...wrong, `${at}.vector has ${vector.length} numbers; index ${index.name} holds vectors of ${index.dimension}`];
  }
  const odd = vector.findIndex((number) => !Number.isFinite(number));
  if (odd >= 0) return [...wrong, `${at}.vector[${odd}] is ${vector[odd]}; all must be finite`];
  // What is too short or too long for its square to be a number has no direction in single precision.
  const square = vector.reduce((sum, number) => sum + number * number, 0);
  if (square >= 1e-30 && square <= 1e30) return wrong;
  return [
    ...wrong,
    `${at}.vector has the length ${Math.sqrt(square)}; bring it to length 1, and leave out what has no direction`,
  ];
}

function textProblems(text: unknown, at: string, mostBytes: number): Problems {
  if (typeof text !== 'string' || text === '') return [`${at} is ${shown(text)}; it must be a text that is not empty`];
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes) return [`${at} has ${bytes} bytes; at most ${mostBytes} fit`];
  return isKept(text) ? [] : [`${at} has U+0000 or half a character; not every engine keeps these`];
}

function keyProblems(key: string, at: string): Problems {
  return KEY.test(key)
    ? []
    : [`${at} has the key ${shown(key)}; use letters, digits and underscores, at most 63, a letter first`];
}

function valueProblems(value: unknown, at: string): Problems {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return [];
  if (typeof value === 'string')
    return isKept(value) ? [] : [`${at} has U+0000 or half a character; not every engine keeps these`];
  return [`${at} is ${shown(value)}; it must be a string, a finite number or a boolean`];
}

const isKept = (text: string): boolean => !HALF.test(text) && !text.includes('\0');

/** A value in a message, on one line and not longer than that. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
