import { ASKED_ABOUT } from '../../../contract/asked-about.ts';
import type { ModerationCategory, ModerationPolicy } from '../../../contract/moderation.ts';
import type { SecondOpinion } from '../../../contract/second-opinion.ts';
import type { Find, Judgement } from '../moderator.ts';
import { perceived, type Speaker, verdictOf } from '../verdict.ts';

/** What somebody else says of a text: 0 to 1, of those categories that they can speak of. */
export type Opinion = Readonly<Partial<Record<ModerationCategory, number>>>;

/** Whose side a text is on. */
export type Side = 'input' | 'output';

/** What second opinions came to, the one that matters most last. */
export const OPINION_OUTCOMES = ['agreed', 'lowered', 'raised', 'unavailable'] as const;

export type OpinionOutcome = (typeof OPINION_OUTCOMES)[number];

/** Keeps opinions for a while. */
export interface OpinionMemory {
  get(key: string): Opinion | undefined;
  set(key: string, opinion: Opinion): void;
}

/** From here on an opinion is a find of its own, for the people who review. */
const FIND = 0.5;

type Asked = Pick<SecondOpinion, 'source' | 'between'>;

/** The categories of the policy that the first levels are not sure of and the source can be asked about. */
export function uncertainIn(
  { scores }: Judgement,
  policy: ModerationPolicy,
  speaker: Speaker,
  { source, between }: Asked,
): readonly ModerationCategory[] {
  const [lowest = 0, highest = 1] = between;
  return ASKED_ABOUT[source.kind].filter((category) => {
    const score = perceived(scores[category], category, speaker);
    return policy[category] !== undefined && score >= lowest && score <= highest;
  });
}

/** What to ask about: nothing, also where the text is blocked for something that is certain. */
export function worthAsking(
  judgement: Judgement,
  policy: ModerationPolicy,
  speaker: Speaker,
  asked: Asked,
): readonly ModerationCategory[] {
  const uncertain = uncertainIn(judgement, policy, speaker, asked);
  if (uncertain.length === 0) return uncertain;
  const certain = Object.fromEntries(
    Object.entries(policy).filter(([category]) => !uncertain.includes(category as ModerationCategory)),
  );
  return verdictOf(judgement, certain, speaker).action === 'block' ? [] : uncertain;
}

/**
 * A judgement with the opinion in it. In what was uncertain the opinion's score takes the place of the first one, be it higher or lower; in
 * all else it can only raise. Categories that it does not speak of stay as they were.
 */
export function withOpinion(
  { scores, hits }: Judgement,
  length: number,
  opinion: Opinion,
  uncertain: readonly ModerationCategory[],
  source: string,
): Judgement {
  const said = Object.entries(opinion) as [ModerationCategory, number][];
  const after = Object.fromEntries(
    said.map(([category, score]) => [category, uncertain.includes(category) ? score : Math.max(scores[category], score)]),
  );
  const finds = said
    .filter(([, score]) => score >= FIND)
    .map(([category]): Find => ({ start: 0, end: length, category, type: source, level: 'model' }));
  return { scores: { ...scores, ...after }, hits: [...hits, ...finds] };
}

/** Several opinions on parts of one text: the highest of each score. */
export function together(opinions: readonly Opinion[]): Opinion {
  const worst: Partial<Record<ModerationCategory, number>> = {};
  for (const opinion of opinions) {
    for (const [category, score] of Object.entries(opinion) as [ModerationCategory, number][]) {
      worst[category] = Math.max(worst[category] ?? 0, score);
    }
  }
  return worst;
}
