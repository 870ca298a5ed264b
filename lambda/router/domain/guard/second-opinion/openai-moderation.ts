import type { ModerationCategory } from '../../../contract/moderation.ts';
import type { OpenAiModeration } from '../../../contract/second-opinion.ts';
import type { JsonObject } from '../../http/json-body.ts';
import { objectIn, objectsIn } from '../../providers/json.ts';
import type { Opinion } from './opinion.ts';
import { type OpinionCall, unreadable } from './opinion-call.ts';

/** OpenAI's finer categories count for the wider one before the slash. */
const CATEGORIES: readonly ModerationCategory[] = ['hate', 'harassment', 'sexual', 'violence', 'self-harm', 'illicit'];

export const openAiModerationCall = (
  { baseUrl, model }: OpenAiModeration,
  text: string,
  credential: string | undefined,
): OpinionCall => ({
  baseUrl,
  path: '/moderations',
  headers: credential === undefined ? {} : { authorization: `Bearer ${credential}` },
  body: { model, input: text },
});

/** Older models have no `illicit`, of which they say nothing then. The text is as toxic as the worst of all. @throws Error when it is no answer */
export function openAiModerationOpinion(answer: JsonObject): Opinion {
  const [result = {}] = objectsIn(answer, 'results');
  const scores = Object.entries(objectIn(result, 'category_scores')).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const worst = (category: string) =>
    scores.reduce<number | undefined>(
      (most, [name, score]) => (name.split('/', 1)[0] === category ? Math.max(most ?? 0, score) : most),
      undefined,
    );
  const said = CATEGORIES.flatMap((category) => {
    const score = worst(category);
    return score === undefined ? [] : [[category, score] as const];
  });
  if (said.length === 0) throw unreadable('it has no category_scores');
  return { toxicity: Math.max(...said.map(([, score]) => score)), ...Object.fromEntries(said) };
}
