import assert from 'node:assert/strict';
import {
  cosine,
  type FakeAnswer,
  type FakeServer,
  fakeServer,
  type Json,
  requireMembers,
  requireSigned,
  within,
} from './server.ts';

interface Vector {
  readonly key: string;
  readonly data: { readonly float32: readonly number[] };
  readonly metadata: Json;
}

interface Index {
  readonly shape: Json;
  readonly vectors: Map<string, Vector>;
}

const ok = (body: unknown = {}): FakeAnswer => ({ status: 200, body });
const error = (status: number, type: string): FakeAnswer => ({ status, body: { message: type, __type: type } });

/** Of ListVectors; small, so that more than one page is asked for. */
const PAGE = 3;

/** The part of the API of Amazon S3 Vectors that is asked for, with the answers and limits that its reference shows. */
export function fakeS3Vectors(): Promise<FakeServer> {
  const indexes = new Map<string, Index>();
  return fakeServer((request) => {
    requireSigned(request, 's3vectors');
    const { method, path, body } = request;
    assert.equal(method, 'POST');
    assert.equal(body.vectorBucketName, 'bucket');
    const name = String(body.indexName);
    assert.match(name, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
    const { vectorBucketName, indexName, ...rest } = body;
    if (path === '/CreateIndex') {
      requireMembers(rest, ['dataType', 'dimension', 'distanceMetric', 'metadataConfiguration']);
      requireMembers(rest.metadataConfiguration, ['nonFilterableMetadataKeys', 'textSearchConfigurations']);
      if (indexes.has(name)) return error(409, 'ConflictException');
      indexes.set(name, { shape: { ...rest, indexName, vectorBucketName }, vectors: new Map() });
      return ok();
    }
    if (path === '/DeleteIndex') {
      indexes.delete(name);
      return ok();
    }
    const index = indexes.get(name);
    return index === undefined ? error(404, 'NotFoundException') : answered(index, path, rest);
  });
}

function answered({ shape, vectors }: Index, path: string, body: Json): FakeAnswer {
  switch (path) {
    case '/GetIndex':
      return ok({ index: shape });
    case '/PutVectors':
      requireMembers(body, ['vectors']);
      for (const vector of body.vectors as readonly Vector[]) {
        requireMembers(vector, ['key', 'data', 'metadata']);
        requireFits(vector, shape);
        vectors.set(vector.key, vector);
      }
      return ok();
    case '/QueryVectors':
      return ok({ distanceMetric: 'cosine', vectors: found([...vectors.values()], body) });
    case '/ListVectors': {
      requireMembers(body, ['maxResults', 'returnMetadata', 'nextToken']);
      const from = Number(body.nextToken ?? 0);
      const page = [...vectors.values()].slice(from, from + PAGE).map(({ key, metadata }) => ({ key, metadata }));
      return ok({ vectors: page, ...(from + PAGE < vectors.size && { nextToken: String(from + PAGE) }) });
    }
    case '/DeleteVectors':
      requireMembers(body, ['keys']);
      for (const key of body.keys as readonly string[]) vectors.delete(key);
      return ok();
    default:
      throw new Error('unknown operation');
  }
}

function requireFits({ data, metadata }: Vector, shape: Json): void {
  assert.equal(data.float32.length, shape.dimension);
  const { nonFilterableMetadataKeys } = shape.metadataConfiguration as { nonFilterableMetadataKeys: readonly string[] };
  const filterable = Object.entries(metadata).filter(([key]) => !nonFilterableMetadataKeys.includes(key));
  assert.ok(Buffer.byteLength(JSON.stringify(Object.fromEntries(filterable))) <= 2_048, 'filterable metadata is too long');
  assert.ok(Object.values(metadata).every((value) => ['string', 'number', 'boolean'].includes(typeof value)));
}

function found(vectors: readonly Vector[], body: Json) {
  requireMembers(body, ['topK', 'queryVector', 'queryTexts', 'filter', 'returnDistance', 'returnMetadata', 'returnScores']);
  assert.ok(Number(body.topK) <= 100);
  const chosen = vectors.filter(({ metadata }) => meets(metadata, body.filter as Json));
  const answers = body.queryTexts === undefined ? byVector(chosen, body) : byText(chosen, body);
  return answers.slice(0, Number(body.topK));
}

function byVector(vectors: readonly Vector[], body: Json) {
  const query = (body.queryVector as Vector['data']).float32;
  const scored = vectors.map(({ key, data, metadata }) => ({ key, metadata, distance: 1 - cosine(data.float32, query) }));
  scored.sort((one, other) => one.distance - other.distance);
  return scored.map(({ distance, ...rest }) => ({ ...rest, ...(body.returnDistance === true && { distance }) }));
}

function byText(vectors: readonly Vector[], { queryTexts, queryVector, returnScores }: Json) {
  const [{ text, metadataKey } = {}, ...more] = queryTexts as readonly Record<string, string>[];
  assert.deepEqual([metadataKey, more, queryVector, returnScores], ['_text', [], undefined, true]);
  assert.ok(text !== undefined && text.length <= 1_024);
  const words = (given: unknown) =>
    String(given ?? '')
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
  const scored = vectors.flatMap(({ key, metadata }) => {
    const own = words(metadata._text);
    const score = words(text).filter((word) => own.includes(word)).length ** 2 / own.length;
    return score > 0 ? [{ key, metadata, scores: { bm25Scores: [{ metadataKey, score }] } }] : [];
  });
  const scoreOf = ({ scores }: (typeof scored)[number]) => scores.bm25Scores[0]?.score ?? 0;
  return scored.sort((one, other) => scoreOf(other) - scoreOf(one));
}

function meets(metadata: Json, filter: Json): boolean {
  return Object.entries(filter).every(([key, condition]) => {
    if (key === '$and') return (condition as readonly Json[]).every((part) => meets(metadata, part));
    assert.ok(!key.startsWith('$'));
    const { $eq, $in, ...bounds } = condition as Json;
    if ($eq !== undefined) return metadata[key] === $eq;
    if ($in !== undefined) return ($in as unknown[]).includes(metadata[key]);
    return within(metadata[key], bounds, '$');
  });
}
