import { CATEGORIES, type Category } from './category.ts';
import type { Hit } from './hit.ts';
import type { Lexicon } from './lexicon/lexicon.ts';
import { type KeywordHit, keywordHits, tellingWords } from './lexicon/lexicon-hits.ts';
import { featuresOf, MAX_UNITS } from './model/features.ts';
import { type LinearModel, probabilities } from './model/linear-model.ts';
import type { PinyinWords } from './normalise/pinyin.ts';
import type { View } from './normalise/view.ts';
import { piiHits } from './pii/pii-hits.ts';
import type { OperatorPattern } from './rules/operator-patterns.ts';
import { ruleHits } from './rules/rule-hits.ts';
import { viewsOf } from './views.ts';

/** What texts are judged by; replaced as a whole when one of its parts changes. */
export interface Rulebook {
  readonly lexicon: Lexicon;
  readonly model: LinearModel;
  /** Those of the operator; none are built in. */
  readonly patterns: readonly OperatorPattern[];
  /** Words to see through pinyin. @default - none */
  readonly pinyin?: PinyinWords;
}

/** 0 to 1 by category; every category is there. */
export type Scores = Readonly<Record<Category, number>>;

export interface Judgement {
  readonly scores: Scores;
  /** In order of their beginnings. Those of level `pii` never overlap each other; their scores of `pii` and `secrets` are 1. */
  readonly hits: readonly Hit[];
}

/** Judges one text. The same text and rulebook give the same judgement; time grows with the text's length, not faster. */
export function judge(written: string, { lexicon, model, patterns, pinyin }: Rulebook): Judgement {
  const views = viewsOf(written, pinyin).map((view) => ({ view, keywords: keywordHits(lexicon, view) }));
  const hits = [...ruleHits(written, views, patterns), ...piiHits(written)].sort((a, b) => a.start - b.start || a.end - b.end);
  const heads = worstOf(views.flatMap(({ view, keywords }) => modelScores(view, keywords, lexicon, model)));
  return Object.freeze({ scores: Object.freeze(scoresOf(heads, hits)), hits: Object.freeze(hits) });
}

type Heads = Readonly<Record<string, number>>;

/** Long texts are read in windows that overlap; a text is as bad as its worst part. */
function modelScores(view: View, keywords: readonly KeywordHit[], lexicon: Lexicon, model: LinearModel): readonly Heads[] {
  const { text } = view;
  if (text.length <= MAX_UNITS) return [probabilities(model, featuresOf(text, tellingWords(keywords)))];
  const scores: Heads[] = [];
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += MAX_UNITS - OVERLAP) {
    const window = windowOf(view, from);
    scores.push(probabilities(model, featuresOf(window.text, tellingWords(keywordHits(lexicon, window)))));
  }
  return scores;
}

const OVERLAP = 400;

const windowOf = (view: View, from: number): View => ({ ...view, text: view.text.slice(from, from + MAX_UNITS) });

function worstOf(scores: readonly Heads[]): Heads {
  const [first = {}, ...others] = scores;
  if (others.length === 0) return first;
  const worst = (name: string) => others.reduce((most, heads) => Math.max(most, heads[name] ?? 0), first[name] ?? 0);
  return Object.fromEntries(Object.keys(first).map((name) => [name, worst(name)]));
}

/** Parts of toxicity that the model tells apart; their scores say how likely the text is toxic in that way. */
const KINDS: readonly Category[] = ['hate', 'harassment', 'illicit'];

/** Found by lists only. A listed word counts as much as its severity, and no more than the whole text looks toxic. */
const LISTED: readonly Category[] = [
  'profanity',
  'sexual',
  'violence',
  'self-harm',
  'illicit',
  'politics',
  'advertising',
  'sensitive',
];

const RULES = CATEGORIES.map((category) => ({
  category,
  isKind: KINDS.includes(category),
  isListed: LISTED.includes(category),
  isOwn: category === 'prompt-injection',
}));

/** What a listed word says in a text that does not look toxic at all. */
const LEAST_TRUST = 0.2;

function scoresOf(heads: Heads, hits: readonly Hit[]): Record<Category, number> {
  const { toxicity = 0 } = heads;
  const strongest: Partial<Record<Category, number>> = {};
  for (const { category, score } of hits) strongest[category] = Math.max(strongest[category] ?? 0, score);
  const scores: Partial<Record<Category, number>> = {};
  for (const { category, isKind, isListed, isOwn } of RULES) {
    const kind = isKind ? toxicity * (heads[category] ?? 0) : 0;
    const found = strongest[category] ?? 0;
    const listed = Math.min(found * (LEAST_TRUST + (1 - LEAST_TRUST) * toxicity), Math.max(toxicity, LEAST_TRUST));
    const score = isListed ? Math.max(kind, listed) : isKind ? kind : Math.max(isOwn ? (heads[category] ?? 0) : 0, found);
    scores[category] = rounded(category === 'toxicity' ? toxicity : score);
  }
  return scores as Record<Category, number>;
}

const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;
