import assert from 'node:assert/strict';
import { type FakeAnswer, type FakeServer, fakeServer, type Json, requireMembers, requireSigned, within } from './server.ts';

interface Document {
  readonly id: string;
  readonly source: Json;
}

interface Index {
  readonly body: Json;
  readonly documents: Map<string, Document>;
}

const ok = (body: unknown): FakeAnswer => ({ status: 200, body });

/** The part of OpenSearch that a collection for vector search of OpenSearch Serverless lets do, and that is asked for. */
export function fakeOpenSearch(): Promise<FakeServer> {
  const indexes = new Map<string, Index>();
  return fakeServer((request) => {
    requireSigned(request, 'aoss');
    const { method, path, body, text } = request;
    const [, name = '', rest = ''] = /^\/([a-z0-9-]+)(.*)$/.exec(path) ?? [];
    const index = indexes.get(name);
    if (method === 'PUT' && rest === '') {
      requireMembers(body, ['settings', 'mappings']);
      assert.deepEqual(body.settings, { index: { knn: true } });
      if (index !== undefined) return { status: 400, body: { error: { type: 'resource_already_exists_exception' } } };
      indexes.set(name, { body, documents: new Map() });
      return ok({ acknowledged: true, shards_acknowledged: true, index: name });
    }
    if (index === undefined) return { status: 404, body: { error: { type: 'index_not_found_exception' }, status: 404 } };
    if (method === 'GET' && rest === '') return ok({ [name]: { aliases: {}, ...index.body } });
    assert.equal(method, 'POST');
    if (rest === '/_bulk') return bulk(index, text);
    assert.equal(rest, '/_search', 'no operation of such a collection');
    return ok({ timed_out: false, hits: { hits: found([...index.documents.values()], body) } });
  });
}

let written = 0;

function bulk({ documents }: Index, text: string): FakeAnswer {
  assert.ok(text.endsWith('\n'));
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  const items: Json[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const { index, delete: gone } = lines[at] as { index?: Json; delete?: { _id: string } };
    if (gone !== undefined) {
      items.push({ delete: { _id: gone._id, status: documents.delete(gone._id) ? 200 : 404 } });
      continue;
    }
    assert.deepEqual(index, {}, 'Document ID is not supported in create/index operation request');
    at += 1;
    written += 1;
    const source = lines[at] as Json;
    assert.ok(Math.abs(Math.hypot(...(source.vector as number[])) - 1) < 1e-6);
    documents.set(`1%3A0%3A${written}`, { id: `1%3A0%3A${written}`, source });
    items.push({ index: { _id: `1%3A0%3A${written}`, status: 201 } });
  }
  return ok({ errors: false, items });
}

function found(documents: readonly Document[], body: Json) {
  requireMembers(body, ['size', 'query', 'sort', '_source', 'search_after']);
  const hits = documents.flatMap(({ id, source }) => {
    const score = scoreOf(source, body.query as Json, true);
    const sort = [source.record, source.written];
    return score === undefined
      ? []
      : [
          {
            _id: id,
            _score: score,
            ...(body._source !== false && { _source: source }),
            ...(body.sort !== undefined && { sort }),
          },
        ];
  });
  const order = (one: readonly unknown[], other: readonly unknown[]) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
  if (body.sort === undefined) return hits.sort((one, other) => other._score - one._score).slice(0, Number(body.size));
  const after = hits.filter(
    ({ sort }) => body.search_after === undefined || order(body.search_after as unknown[], sort ?? []) < 0,
  );
  return after.sort((one, other) => order(one.sort ?? [], other.sort ?? [])).slice(0, Number(body.size));
}

/** @returns undefined when it does not match. @param whole the outermost query, which must name a tenant */
function scoreOf(source: Json, query: Json, whole = false): number | undefined {
  const [[kind, value] = ['', {}]] = Object.entries(query) as [string, Json][];
  if (whole)
    assert.match(JSON.stringify(query), /"filter":(\{"bool":\{"filter":)?\[\{"term":\{"tenant":/, 'a query without a tenant');
  switch (kind) {
    case 'knn': {
      const { vector, k, filter } = value.vector as { vector: number[]; k: number; filter: Json };
      assert.ok(k > 0);
      if (scoreOf(source, filter) === undefined) return undefined;
      return 1 / (1 + (source.vector as number[]).reduce((sum, number, at) => sum + (number - (vector[at] ?? 0)) ** 2, 0));
    }
    case 'bool':
      return ofBool(source, value as Record<string, Json[]>);
    case 'match': {
      const words = String(source.words ?? '').split(' ');
      const count = String(value.words)
        .split(' ')
        .filter((word) => words.includes(word)).length;
      return count > 0 ? count / Math.log(2 + words.length) : undefined;
    }
    case 'nested': {
      assert.equal(value.path, 'numbers');
      const nested = (source.numbers as Json[]).map(({ key, value: number }) => ({
        'numbers.key': key,
        'numbers.value': number,
      }));
      return nested.some((one) => scoreOf(one, value.query as Json) !== undefined) ? 1 : undefined;
    }
    default: {
      const [[field, wanted] = ['', undefined]] = Object.entries(value);
      const own = [source[field]].flat();
      if (kind === 'range') return own.some((one) => within(one, wanted as Json)) ? 1 : undefined;
      assert.ok(kind === 'term' || kind === 'terms', `unknown query ${kind}`);
      return [wanted].flat().some((one) => own.includes(one)) ? 1 : undefined;
    }
  }
}

function ofBool(
  source: Json,
  { must = [], filter = [], should = [], minimum_should_match }: Record<string, Json[]>,
): number | undefined {
  const scores = must.map((part) => scoreOf(source, part));
  const chosen = filter.every((part) => scoreOf(source, part) !== undefined);
  const some = Number(minimum_should_match ?? 0) === 0 || should.some((part) => scoreOf(source, part) !== undefined);
  if (!chosen || !some || scores.includes(undefined)) return undefined;
  return scores.reduce<number>((sum, score) => sum + (score ?? 0), 0);
}
