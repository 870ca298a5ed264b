import { calcPrice } from '@pydantic/genai-prices';
import { awsUpstream } from '../../../lambda/router/adapters/aws-upstream.ts';
import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import type { RemoteTarget } from '../../../lambda/router/contract/targets.ts';
import type { UsageRow } from '../../../lambda/router/contract/usage.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { cataloguePrice, type Seller } from '../../../lib/pricing/price-catalogue.ts';
import { useAwsCredentials } from './support/aws-credentials.ts';
import { chatEvent } from './support/events.ts';
import { type MockUpstream, mockUpstream } from './support/mock-upstream.ts';
import { SkippingClock, testPorts } from './support/ports.ts';
import { type RecordedAnswer, recordedAnswers } from './support/provider-recordings.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { missing } from './support/recordings.ts';

useAwsCredentials();
const inner = undiciUpstream();
let mock: MockUpstream;
let playing: RecordedAnswer;

beforeAll(async () => {
  mock = await mockUpstream((response) => {
    response.writeHead(playing.status, { 'content-type': playing.contentType });
    response.end(playing.body);
  });
});
afterAll(async () => {
  await inner.close();
  await mock.close();
});

type Json = Readonly<Record<string, unknown>>;

/** Every usage object in a recorded answer, JSON or stream, found by other means than the router's. */
function usagesIn({ body, contentType }: RecordedAnswer): readonly Json[] {
  const text = body.toString('latin1');
  if (!/event-?stream/.test(contentType)) return [JSON.parse(body.toString()).usage];
  if (contentType.includes('amazon'))
    return [...text.matchAll(/"usage":(\{(?:[^{}]|\{[^{}]*\})*\})/g)].map(([, json]) => JSON.parse(json ?? ''));
  const events = text.split(/\r?\n/).flatMap((line) => (/^data: ?\{/.test(line) ? [JSON.parse(line.slice(5)) as Json] : []));
  return events.flatMap(({ usage, message }) => [usage, (message as Json | undefined)?.usage]).filter(isJson);
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const count = (usage: Json, ...path: readonly string[]): number =>
  Number(path.reduce<unknown>((part, name) => (isJson(part) ? part[name] : undefined), usage) ?? 0);

/** In the catalogue's words: it reckons a cost of its own from them. */
interface Said {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_write_tokens: number;
}

const saidByOpenAi = (usages: readonly Json[]): Said => {
  const usage = usages.at(-1) ?? {};
  const input = count(usage, 'prompt_tokens');
  return {
    input_tokens: input,
    output_tokens: Math.max(count(usage, 'completion_tokens'), count(usage, 'total_tokens') - input),
    cache_read_tokens: count(usage, 'prompt_tokens_details', 'cached_tokens'),
    cache_write_tokens: count(usage, 'prompt_tokens_details', 'cache_write_tokens'),
  };
};

const saidByAnthropic = (usages: readonly Json[]): Said => {
  const usage = Object.assign({}, ...usages) as Json;
  const [read, written] = [count(usage, 'cache_read_input_tokens'), count(usage, 'cache_creation_input_tokens')];
  return {
    input_tokens: count(usage, 'input_tokens') + read + written,
    output_tokens: count(usage, 'output_tokens'),
    cache_read_tokens: read,
    cache_write_tokens: written,
  };
};

const saidByBedrock = (usages: readonly Json[]): Said => {
  const usage = usages.at(-1) ?? {};
  const [read, written] = [count(usage, 'cacheReadInputTokens'), count(usage, 'cacheWriteInputTokens')];
  return {
    input_tokens: count(usage, 'totalTokens') - count(usage, 'outputTokens'),
    output_tokens: count(usage, 'outputTokens'),
    cache_read_tokens: read,
    cache_write_tokens: written,
  };
};

async function rowsOf(recorded: RecordedAnswer, target: RemoteTarget, id: string, seller: Seller): Promise<readonly UsageRow[]> {
  playing = recorded;
  const price = cataloguePrice(id, seller);
  if (price === undefined) throw new Error(`the catalogue does not know ${id}`);
  const config = { version: 1 as const, models: { m: target }, prices: { m: price } };
  const ports = testPorts({
    upstream: awsUpstream(inner, { AWS_ENDPOINT_URL: new URL(mock.baseUrl).origin }),
    clock: new SkippingClock(),
    config: { current: async () => config, refresh: async () => undefined },
  });
  const stream = /event-?stream/.test(recorded.contentType);
  await createRouter(ports)(chatEvent({ model: 'm', ...(stream && { stream }) }), new RecordingSink());
  return ports.ledger.rows;
}

const noCassettes = missing('api-cassettes');
const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';

const PROVIDERS: readonly [RemoteTarget['kind'], RegExp, (usages: readonly Json[]) => Said, string, Seller][] = [
  ['openai', /\/chat\/completions$/, saidByOpenAi, 'gpt-5.4', { providerApiUrl: 'https://api.openai.com/v1' }],
  ['anthropic', /^\/v1\/messages$/, saidByAnthropic, 'claude-sonnet-4-5', { providerApiUrl: 'https://api.anthropic.com' }],
  ['bedrock', /\/converse(-stream)?$/, saidByBedrock, SONNET, { providerId: 'aws' }],
];

test.each(PROVIDERS)(
  `recorded answers of %s cost what an independent reckoning says, to the micro-dollar${noCassettes}`,
  async (kind, asked, said, id, seller) => {
    const answers = recordedAnswers(kind === 'openai' ? '*' : `test_${kind as 'anthropic'}`, asked);
    const target = (): RemoteTarget => {
      if (kind === 'bedrock') return { kind, modelId: SONNET };
      return kind === 'openai' ? { kind, baseUrl: mock.baseUrl } : { kind: 'anthropic', baseUrl: new URL(mock.baseUrl).origin };
    };
    let priced = 0;
    let micros = 0;
    for (const recorded of answers) {
      if (recorded.status !== 200) continue;
      const usages = usagesIn(recorded).filter(isJson);
      const [row] = (await rowsOf(recorded, target(), id, seller)).slice(-1);
      if (usages.length === 0) {
        expect([recorded.file, row?.usageSource]).toEqual([recorded.file, 'estimated']);
        continue;
      }
      const expected = said(usages);
      expect([recorded.file, row?.usageSource, row?.inputTokens, row?.outputTokens]).toEqual([
        ...[recorded.file, 'provider', expected.input_tokens, expected.output_tokens],
      ]);
      expect([row?.cachedInputTokens ?? 0, row?.cacheWriteTokens ?? 0]).toEqual([
        ...[expected.cache_read_tokens, expected.cache_write_tokens],
      ]);
      const theirs =
        calcPrice({ ...expected }, id, { ...seller, timestamp: new Date('2026-09-23T12:00:00Z') })?.total_price ?? -1;
      expect([recorded.file, Math.abs((row?.costMicroDollars ?? -1) - theirs * 1e6) <= 0.501]).toEqual([recorded.file, true]);
      priced += 1;
      micros += row?.costMicroDollars ?? 0;
    }
    console.log(`${kind}: ${priced} of ${answers.length} recorded answers priced, ${micros} micro-dollars together`);
    expect(priced > 0).toBe(noCassettes === '');
  },
);
