import fc from 'fast-check';
import type { UsageRow } from '../../../../../lambda/router/contract/usage.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { usageOf } from '../../../../../lambda/router/domain/usage-report/answer-usage.ts';
import { parseUsageQuery } from '../../../../../lambda/router/domain/usage-report/query.ts';
import { cursorOf, type UsageReader } from '../../../../../lambda/router/domain/usage-report/reader.ts';
import { apiEvent } from '../../support/events.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 1);
const NOW = START + 10 * DAY_MS;

const row = (at: number, more: Partial<UsageRow> = {}): UsageRow =>
  ({
    ...{ tenant: 'research', requestId: `r-${at}`, attempt: 1, at: new Date(at).toISOString(), model: 'gpt', partial: false },
    ...{ inputTokens: 3, outputTokens: 4, usageSource: 'provider', costMicroDollars: 10 },
    ...more,
  }) as UsageRow;

/** A ledger in memory that keeps tenants and pages apart as the real ones do. */
const readerOf = (rows: readonly UsageRow[]): UsageReader => ({
  page: async ({ tenant, from, to, after = '', limit }) => {
    const found = rows
      .filter((each) => each.tenant === tenant && each.at >= from && each.at < to && cursorOf(each) > after)
      .sort((one, other) => (cursorOf(one) < cursorOf(other) ? -1 : 1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return { rows: page, ...(found.length > limit && last && { next: cursorOf(last) }) };
  },
});

const query = (more: Readonly<Record<string, string>> = {}) =>
  parseUsageQuery({ start_time: String(START / 1000), end_time: String(NOW / 1000), limit: '31', ...more }, NOW);

test('rows are added up by day, and days without any are there too', async () => {
  const rows = [row(START), row(START + 1), row(START + 2 * DAY_MS, { attempt: 2, inputTokens: 100 })];
  const { data, has_more, next_page } = await usageOf(readerOf(rows), 'research', query(), 1_000);
  expect(data).toHaveLength(10);
  expect(data[0]).toMatchObject({ object: 'bucket', start_time: START / 1000, end_time: START / 1000 + 86_400 });
  expect(data[0]?.results).toMatchObject([{ model: null, num_model_requests: 2, input_tokens: 6, cost_micro_dollars: 20 }]);
  expect(data[1]?.results).toEqual([]);
  // A second attempt is no second request.
  expect(data[2]?.results).toMatchObject([{ num_model_requests: 0, num_attempts: 1, input_tokens: 100 }]);
  expect([has_more, next_page]).toEqual([false, null]);
});

test('what was written to caches is added up, and what of it for an hour', async () => {
  const rows = [row(START, { cacheWriteTokens: 3, cacheWrite1hTokens: 2 }), row(START + 1, { cacheWriteTokens: 1 })];
  const { data } = await usageOf(readerOf(rows), 'research', query(), 1_000);
  expect(data[0]?.results).toMatchObject([{ input_cache_write_tokens: 4, input_cache_write_1h_tokens: 2 }]);
});

test('results are grouped by the name that the client used', async () => {
  const rows = [row(START), row(START + 1, { model: 'chat', candidate: 'gpt' })];
  const { data } = await usageOf(readerOf(rows), 'research', query({ group_by: 'model' }), 1_000);
  expect(data[0]?.results.map(({ model }) => model)).toEqual(['chat', 'gpt']);
});

test('a time that begins in the middle of a day has a first bucket that does, too', async () => {
  const start = START + DAY_MS / 2;
  const answer = await usageOf(
    readerOf([row(START), row(start)]),
    'research',
    query({ start_time: String(start / 1000) }),
    1_000,
  );
  expect(answer.data[0]).toMatchObject({ start_time: start / 1000, end_time: (START + DAY_MS) / 1000 });
  expect(answer.data[0]?.results[0]?.num_attempts).toBe(1);
});

test('whatever the size of the pages, all of them add up to the rows of the tenant', async () => {
  const time = fc.integer({ min: START, max: NOW - 1 });
  const rowsOf = fc.array(fc.record({ at: time, tenant: fc.constantFrom('research', 'sales') }), { maxLength: 60 });
  const width = fc.constantFrom('1d', '1h');
  const run = fc.asyncProperty(
    rowsOf,
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
    width,
    async (made, most, limit, bucket_width) => {
      const rows = made.map(({ at, tenant }, index) => row(at, { tenant, requestId: `r-${index}` }));
      let attempts = 0;
      let page: string | undefined;
      let pages = 0;
      do {
        const asked = query({ limit: String(limit), bucket_width, ...(page !== undefined && { page }) });
        const answer = await usageOf(readerOf(rows), 'research', asked, most);
        for (const { results } of answer.data) for (const { num_attempts } of results) attempts += num_attempts;
        page = answer.next_page ?? undefined;
        pages += 1;
      } while (page !== undefined && pages < 1_000);
      expect(attempts).toBe(rows.filter(({ tenant }) => tenant === 'research').length);
    },
  );
  await fc.assert(run, { numRuns: 50 });
});

const asked = async (parameters: Readonly<Record<string, string>>, usage: UsageReader = readerOf([row(Date.now() - 1)])) => {
  const ports = testPorts({ usage });
  const sink = new RecordingSink();
  const event = { ...apiEvent('GET', '/v1/usage'), queryStringParameters: parameters };
  await createRouter(ports)(event, sink);
  return { status: sink.status, body: JSON.parse(sink.text), ports };
};

test('a caller is told of its own tenant, and leaves no row', async () => {
  const tenants: string[] = [];
  const usage: UsageReader = {
    page: async ({ tenant }) => {
      tenants.push(tenant);
      return { rows: [] };
    },
  };
  const { status, body, ports } = await asked({ start_time: String(Math.floor(Date.now() / 1000) - 60) }, usage);
  expect([status, body.object, new Set(tenants)]).toEqual([200, 'page', new Set(['research'])]);
  expect(ports.ledger.rows).toEqual([]);
});

test.each([
  [{}, 'start_time', "Parameter 'start_time' is missing"],
  [{ start_time: 'yesterday' }, 'start_time', 'whole number'],
  [{ start_time: '10', end_time: '10' }, 'end_time', 'after'],
  [{ start_time: '10', bucket_width: '1m' }, 'bucket_width', '1h, 1d'],
  [{ start_time: '10', limit: '32' }, 'limit', 'from 1 to 31'],
  [{ start_time: '10', group_by: 'tenant' }, 'group_by', 'must be model'],
  [{ start_time: '10', page: 'zzz' }, 'page', 'next_page'],
  [{ start_time: '10', tenant: 'sales' }, 'tenant', "Unknown parameter 'tenant'"],
])('%j is refused, and the parameter named', async (parameters, param, message) => {
  const { status, body } = await asked(parameters as Record<string, string>);
  expect([status, body.error.param]).toEqual([400, param]);
  expect(body.error.message).toContain(message);
});

test('a ledger that cannot be read is a 503, and its words stay in the log', async () => {
  const usage = { page: () => Promise.reject(new Error('AccessDenied for role secret-role')) };
  const { status, body, ports } = await asked({ start_time: '10' }, usage);
  expect([status, body.error.code]).toEqual([503, 'usage_unavailable']);
  expect(JSON.stringify(body)).not.toContain('secret-role');
  expect(ports.lines[0]?.fields.error).toContain('AccessDenied');
});
