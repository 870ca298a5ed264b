import { ASKED_ABOUT } from '../../../contract/asked-about.ts';
import type { ModerationCategory } from '../../../contract/moderation.ts';
import type { JsonObject } from '../../http/json-body.ts';
import { isString } from '../../openai/fields.ts';
import { objectIn, objectsIn } from '../../providers/json.ts';
import type { Opinion, Side } from './opinion.ts';
import { unreadable } from './opinion-call.ts';

/** The hazards of Llama Guard 3 and 4. A text with one of the first kind is toxic; advice, privacy, rights and elections are no insults. */
const HAZARDS: ReadonlyMap<string, readonly ModerationCategory[]> = new Map(
  Object.entries<readonly ModerationCategory[]>({
    // Violent crimes, other crimes, sex-related crimes, sexual exploitation of children, defamation.
    S1: ['toxicity', 'violence', 'illicit'],
    S2: ['toxicity', 'illicit'],
    S3: ['toxicity', 'sexual', 'illicit'],
    S4: ['toxicity', 'sexual', 'illicit'],
    S5: ['toxicity', 'harassment'],
    // Specialised advice, privacy, intellectual property.
    S6: ['sensitive'],
    S7: ['sensitive'],
    S8: ['sensitive'],
    // Indiscriminate weapons, hate, suicide and self-harm, sexual content.
    S9: ['toxicity', 'violence', 'illicit'],
    S10: ['toxicity', 'hate'],
    S11: ['toxicity', 'self-harm'],
    S12: ['toxicity', 'sexual'],
    // Elections, abuse of code interpreters.
    S13: ['politics'],
    S14: ['toxicity', 'illicit'],
  }),
);

/** `unsafe` and all hazards there are take fewer. */
const MAX_TOKENS = 64;

/** The model's chat template judges the last message: a user's, or an assistant's that has to follow one. */
const BEFORE_ANSWER = { role: 'user', content: 'Go on.' };

export const llamaGuardQuestion = (model: string, text: string, side: Side): JsonObject => ({
  model,
  messages: side === 'input' ? [{ role: 'user', content: text }] : [BEFORE_ANSWER, { role: 'assistant', content: text }],
  temperature: 0,
  max_tokens: MAX_TOKENS,
});

/** A hazard that is not known here makes the text toxic. @throws Error when it is no answer of such a model */
export function llamaGuardOpinion(answer: JsonObject): Opinion {
  const [choice = {}] = objectsIn(answer, 'choices');
  const { content } = objectIn(choice, 'message');
  const word = isString(content) ? /^\s*(safe|unsafe)\b/i.exec(content)?.[1]?.toLowerCase() : undefined;
  if (word === undefined) throw unreadable("it says neither 'safe' nor 'unsafe'");
  const safe = Object.fromEntries(ASKED_ABOUT['llama-guard'].map((category) => [category, 0]));
  if (word === 'safe') return safe;
  const codes = String(content)
    .toUpperCase()
    .match(/\bS\d+\b/g) ?? [''];
  const found = codes.flatMap((code) => HAZARDS.get(code) ?? ['toxicity' as const]);
  return { ...safe, ...Object.fromEntries(found.map((category) => [category, 1])) };
}
