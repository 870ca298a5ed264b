import type { JsonObject } from '../../../../../lambda/router/domain/http/json-body.ts';
import { ANTHROPIC } from '../../../../../lambda/router/domain/providers/anthropic.ts';
import { BEDROCK } from '../../../../../lambda/router/domain/providers/bedrock.ts';
import { openAiUsage, usageOf } from '../../../../../lambda/router/domain/providers/counted.ts';
import type { Piece, TokenCounts } from '../../../../../lambda/router/domain/providers/pieces.ts';

const countsIn = (pieces: readonly Piece[]): TokenCounts =>
  Object.assign({}, ...pieces.flatMap((piece) => (piece.kind === 'usage' ? [piece.counts] : [])));

const ofAnthropic = (usage: JsonObject) => countsIn(ANTHROPIC.answer({ content: [], usage }));
const ofBedrock = (usage: JsonObject) => countsIn(BEDROCK.answer({ usage }));
const usage = (counts: TokenCounts) => usageOf(counts, true, 0, () => 0);

test('Anthropic tells apart what it wrote to its cache for an hour', () => {
  const counts = ofAnthropic({
    ...{ input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 30 },
    cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
  });
  expect(usage(counts)).toEqual({
    ...{ inputTokens: 40, outputTokens: 5, cacheWriteTokens: 30, cacheWrite1hTokens: 20, usageSource: 'provider' },
  });
});

test('Bedrock does, too', () => {
  const counts = ofBedrock({
    ...{ inputTokens: 10, outputTokens: 5, cacheWriteInputTokens: 30 },
    cacheDetails: [
      { ttl: '1h', inputTokens: 20 },
      { ttl: '5m', inputTokens: 10 },
    ],
  });
  expect(usage(counts)).toMatchObject({ inputTokens: 40, cacheWriteTokens: 30, cacheWrite1hTokens: 20 });
});

test('without a word of it nothing was written for an hour', () => {
  expect(usage(ofAnthropic({ input_tokens: 1, output_tokens: 1 }))).not.toHaveProperty('cacheWrite1hTokens');
  expect(usage(ofBedrock({ inputTokens: 1, outputTokens: 1 }))).not.toHaveProperty('cacheWrite1hTokens');
});

test('clients are told what of the answer was thought', () => {
  const counts = ofAnthropic({ input_tokens: 1, output_tokens: 50, output_tokens_details: { thinking_tokens: 40 } });
  expect(openAiUsage(usage(counts), counts)).toEqual({
    ...{ prompt_tokens: 1, completion_tokens: 50, total_tokens: 51 },
    completion_tokens_details: { reasoning_tokens: 40 },
  });
});

test('nothing is said of thoughts that nobody counted', () => {
  const counts = ofBedrock({ inputTokens: 1, outputTokens: 1 });
  expect(openAiUsage(usage(counts), counts)).toEqual({ prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 });
});
