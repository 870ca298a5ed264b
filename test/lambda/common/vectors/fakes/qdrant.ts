import assert from 'node:assert/strict';
import {
  cosine,
  type FakeAnswer,
  type FakeRequest,
  type FakeServer,
  fakeServer,
  type Json,
  requireMembers,
  within,
} from './server.ts';

interface Sparse {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

interface Point {
  readonly id: string;
  readonly vector: { readonly dense: readonly number[]; readonly words?: Sparse };
  readonly payload: Json;
}

interface Collection {
  readonly config: Json;
  readonly points: Map<string, Point>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ok = (result: unknown): FakeAnswer => ({ status: 200, body: { status: 'ok', time: 0, result } });

/** The part of Qdrant's REST API (1.16 to 1.20) that is asked for, with the answers that its reference shows. */
export function fakeQdrant(key: string): Promise<FakeServer> {
  const collections = new Map<string, Collection>();
  return fakeServer((request) => {
    const { method, path, headers } = request;
    assert.equal(headers['api-key'], key);
    const [, name = '', rest = ''] = /^\/collections\/([a-z0-9-]+)(.*)$/.exec(path) ?? [];
    const collection = collections.get(name);
    if (method === 'PUT' && rest === '') return created(collections, name, request);
    if (collection === undefined)
      return { status: 404, body: { status: { error: `Not found: Collection \`${name}\` doesn't exist!` } } };
    return answered(collection, `${method} ${rest}`, request);
  });
}

function created(collections: Map<string, Collection>, name: string, { body }: FakeRequest): FakeAnswer {
  requireMembers(body, ['vectors', 'sparse_vectors', 'hnsw_config', 'metadata']);
  assert.deepEqual(body.hnsw_config, { payload_m: 16, m: 0 });
  assert.deepEqual(body.sparse_vectors, { words: { modifier: 'idf' } });
  if (collections.has(name)) return { status: 409, body: { status: { error: 'already exists' } } };
  const { vectors, sparse_vectors, metadata } = body;
  collections.set(name, { config: { params: { vectors, sparse_vectors }, metadata }, points: new Map() });
  return ok(true);
}

function answered({ config, points }: Collection, what: string, { body }: FakeRequest): FakeAnswer {
  switch (what) {
    case 'GET ':
      return ok({ status: 'green', points_count: points.size, config });
    case 'PUT /index?wait=true':
      requireMembers(body, ['field_name', 'field_schema']);
      if (body.field_name === 'tenant') assert.deepEqual(body.field_schema, { type: 'keyword', is_tenant: true });
      return ok({ operation_id: 0, status: 'completed' });
    case 'PUT /points?wait=true':
      requireMembers(body, ['points']);
      for (const point of body.points as readonly Point[]) {
        requireMembers(point, ['id', 'vector', 'payload']);
        assert.match(point.id, UUID);
        requireMembers(point.vector, ['dense', 'words']);
        points.set(point.id, point);
      }
      return ok({ operation_id: 1, status: 'completed' });
    case 'POST /points/query':
      return ok({ points: found([...points.values()], body) });
    case 'POST /points/delete?wait=true':
      requireMembers(body, ['filter']);
      for (const [id, { payload }] of points) if (meets(payload, body.filter, true)) points.delete(id);
      return ok({ operation_id: 2, status: 'completed' });
    default:
      throw new Error('unknown operation');
  }
}

function found(points: readonly Point[], body: Json) {
  requireMembers(body, ['query', 'using', 'filter', 'limit', 'with_payload']);
  const chosen = points.filter(({ payload }) => meets(payload, body.filter, true));
  const scored = chosen.flatMap(({ id, vector, payload }) => {
    if (body.using === 'dense') return [{ id, version: 0, score: cosine(vector.dense, body.query as number[]), payload }];
    const score = product(vector.words, body.query as Sparse, chosen);
    return score > 0 ? [{ id, version: 0, score, payload }] : [];
  });
  return scored.sort((one, other) => other.score - one.score).slice(0, Number(body.limit));
}

/** With the modifier idf the server weighs each word of the query by how rare it is. */
function product(words: Sparse | undefined, query: Sparse, points: readonly Point[]): number {
  return query.indices.reduce((sum, index, position) => {
    const at = words?.indices.indexOf(index) ?? -1;
    const having = points.filter(({ vector }) => vector.words?.indices.includes(index)).length;
    const idf = Math.log(1 + (points.length - having + 0.5) / (having + 0.5));
    return sum + (at < 0 ? 0 : idf * (query.values[position] ?? 0) * (words?.values[at] ?? 0));
  }, 0);
}

/** @param whole the outermost filter, which must name a tenant */
function meets(payload: Json, filter: unknown, whole = false): boolean {
  requireMembers(filter, ['must', 'should', 'key', 'match', 'range']);
  const { must, should, key, match, range } = filter as {
    must?: readonly Json[];
    should?: readonly Json[];
    key?: string;
    match?: Json;
    range?: Json;
  };
  if (whole)
    assert.ok(
      must?.some((condition) => condition.key === 'tenant'),
      'a filter without a tenant',
    );
  if (must !== undefined) return must.every((condition) => meets(payload, condition));
  if (should !== undefined) return should.some((condition) => meets(payload, condition));
  const value = (key ?? '').split('.').reduce<unknown>((at, part) => (at as Json | undefined)?.[part], payload);
  if (range !== undefined) return within(value, range);
  requireMembers(match, ['value', 'any']);
  assert.ok(typeof match.value !== 'number', 'matches know whole numbers only');
  return 'any' in match ? (match.any as unknown[]).includes(value) : value === match.value;
}
