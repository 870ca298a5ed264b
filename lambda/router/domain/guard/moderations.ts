import type { CallerContext } from '../../../authorizer/contract.ts';
import { MODERATION_CATEGORIES, type ModerationCategory } from '../../contract/moderation.ts';
import { sendJson } from '../answers.ts';
import type { Exchange } from '../exchange.ts';
import { readJsonBody } from '../http/json-body.ts';
import { reserveQuota } from '../quota/admission.ts';
import { estimatedTokens } from '../usage.ts';
import { judgeOf } from './guard.ts';
import { type ModerationRequest, parseModerationRequest } from './moderation-request.ts';
import type { Judge, Judgement } from './moderator.ts';
import { moderationUnavailable } from './refusals.ts';

/** From here on a category applies; the policies of tenants have thresholds of their own. */
const APPLIES = 0.5;

/** OpenAI's categories that nobody here can tell apart from the wider ones. */
const NOT_TOLD_APART = [
  'harassment/threatening',
  'hate/threatening',
  'illicit/violent',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual/minors',
  'violence/graphic',
];

/** `POST /v1/moderations`: OpenAI's categories by their names, ours beside them. Nothing is kept. */
export async function moderations(exchange: Exchange, caller: CallerContext): Promise<void> {
  const request = parseModerationRequest(readJsonBody(exchange.request).value);
  const { model, texts } = request;
  const inputTokens = texts.reduce((sum, text) => sum + estimatedTokens(Buffer.byteLength(text)), 0);
  await reserveQuota(exchange, caller, () => ({ model, inputTokens, outputTokens: 0 }));
  const results = await resultsOf(exchange, caller.tenant, request);
  sendJson(exchange.sink, exchange.requestId, 200, { id: `modr-${exchange.requestId}`, model, results });
}

async function resultsOf(exchange: Exchange, tenant: string, { texts, together }: ModerationRequest) {
  const { ports, requestId } = exchange;
  try {
    const judge = await judgeOf(exchange);
    const judged = await judgements(judge, tenant, texts);
    return together ? [resultOf(judged)] : judged.map((judgement) => resultOf([judgement]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ports.log('error', 'moderation unavailable', { requestId, tenant, error: reason });
    throw moderationUnavailable();
  }
}

async function judgements(judge: Judge, tenant: string, texts: readonly string[]): Promise<readonly Judgement[]> {
  const judged: Judgement[] = [];
  for (const text of texts) judged.push(await judge.judgementOf(tenant, text));
  return judged;
}

/** Several texts are as bad as the worst of them. */
function resultOf(judged: readonly Judgement[]) {
  const worst = (category: ModerationCategory) => Math.max(0, ...judged.map(({ scores }) => scores[category]));
  const scores: Record<string, number> = {};
  for (const category of MODERATION_CATEGORIES) scores[category] = worst(category);
  for (const category of NOT_TOLD_APART) scores[category] = 0;
  const categories = Object.entries(scores).map(([category, score]) => [category, score >= APPLIES] as const);
  return {
    flagged: categories.some(([, applies]) => applies),
    categories: Object.fromEntries(categories),
    category_scores: scores,
    category_applied_input_types: Object.fromEntries(categories.map(([category]) => [category, ['text']])),
  };
}
