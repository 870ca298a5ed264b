import type { ModerationCategory } from '../../../contract/moderation.ts';
import type { BedrockGuardrail } from '../../../contract/second-opinion.ts';
import type { JsonObject } from '../../http/json-body.ts';
import { objectIn, objectsIn } from '../../providers/json.ts';
import type { Opinion, Side } from './opinion.ts';
import { type OpinionCall, unreadable } from './opinion-call.ts';

/** The content filters that a guardrail can have. */
const FILTERS: ReadonlyMap<unknown, ModerationCategory> = new Map([
  ['HATE', 'hate'],
  ['INSULTS', 'harassment'],
  ['SEXUAL', 'sexual'],
  ['VIOLENCE', 'violence'],
  ['MISCONDUCT', 'illicit'],
  ['PROMPT_ATTACK', 'prompt-injection'],
]);

/** Without one of them nobody has looked at all that makes a text toxic. */
const TOXIC = ['HATE', 'INSULTS', 'SEXUAL', 'VIOLENCE', 'MISCONDUCT'];

const CONFIDENCE: ReadonlyMap<unknown, number> = new Map([
  ['LOW', 0.3],
  ['MEDIUM', 0.6],
  ['HIGH', 0.9],
]);

/** With `FULL` the answer names the filters that found nothing too, and so those that looked. @throws Error when there is no region to ask in */
export function bedrockGuardrailCall(
  { id, version, ...source }: BedrockGuardrail,
  text: string,
  side: Side,
  home: string,
): OpinionCall {
  const { region = home } = source;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new Error("there is no AWS region; set AWS_REGION or the guardrail's region");
  return {
    baseUrl: `https://bedrock-runtime.${region}.amazonaws.com`,
    path: `/guardrail/${encodeURIComponent(id)}/version/${version}/apply`,
    headers: {},
    sign: { service: 'bedrock', region },
    body: { source: side === 'input' ? 'INPUT' : 'OUTPUT', content: [{ text: { text } }], outputScope: 'FULL' },
  };
}

/** Personal data that it finds is left to the detectors here, which know where it stands. @throws Error when it is no answer */
export function bedrockGuardrailOpinion(answer: JsonObject): Opinion {
  if (!Array.isArray(answer.assessments)) throw unreadable('it has no assessments');
  const scores: Partial<Record<ModerationCategory, number>> = {};
  const say = (category: ModerationCategory, score: number) => {
    scores[category] = Math.max(scores[category] ?? 0, score);
  };
  const assessments = objectsIn(answer, 'assessments');
  const filters = assessments.flatMap((assessment) => objectsIn(objectIn(assessment, 'contentPolicy'), 'filters'));
  for (const filter of filters) {
    const category = FILTERS.get(filter.type);
    if (category !== undefined) say(category, scoreOf(filter));
  }
  const toxic = filters.filter(({ type }) => TOXIC.includes(String(type)));
  const worst = Math.max(0, ...toxic.map(scoreOf));
  if (worst > 0 || TOXIC.every((name) => toxic.some(({ type }) => type === name))) say('toxicity', worst);
  for (const assessment of assessments) {
    const words = objectIn(assessment, 'wordPolicy');
    if (objectsIn(words, 'managedWordLists').some(isFound)) say('profanity', 1);
    if (objectsIn(words, 'customWords').some(isFound)) say('sensitive', 1);
    if (objectsIn(objectIn(assessment, 'topicPolicy'), 'topics').some(isFound)) say('sensitive', 1);
  }
  return scores;
}

const isFound = ({ detected }: JsonObject): boolean => detected !== false;

/** What the guardrail is set up to block is what its operators do not want, however sure it is. */
const scoreOf = ({ action, confidence }: JsonObject): number => (action === 'BLOCKED' ? 1 : (CONFIDENCE.get(confidence) ?? 0));
