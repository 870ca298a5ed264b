import { hash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { log } from '../../common/log.ts';
import { judge, type Rulebook } from '../../common/moderation/judge.ts';
import { masked, placeholderKey } from '../../common/moderation/placeholders/masked.ts';
import { unmasker } from '../../common/moderation/placeholders/unmasked.ts';
import { readRulebook } from '../../common/moderation/rulebook.ts';
import { once } from '../../common/once.ts';
import type { Judge, Judgement, Moderator } from '../domain/guard/moderator.ts';
import { LruMap } from './lru-map.ts';

/** Characters that are judged without a pause: some tens of milliseconds. */
const WINDOW = 16_384;

/** Longer than anything that is found by itself, but for the longest private keys. */
const OVERLAP = 4_096;

/** Judgements that are remembered: the histories of some dozens of conversations. */
const REMEMBERED = 2_048;

/** Beside the bundle, or where the sources have them. */
const builtIn = (): string =>
  existsSync(path.join(__dirname, 'model.bin')) ? __dirname : path.join(__dirname, '..', '..', 'common', 'moderation', 'data');

export interface InProcessModeratorProps {
  /** Holds the lexicon and the model. @default - those that come with the router */
  readonly data?: string;
  /** Holds operators' own lists and patterns, watched. @default - there are none */
  readonly rules?: string;
}

export function inProcessModerator({ data = builtIn(), rules }: InProcessModeratorProps = {}): Moderator {
  // What is missing or half written now may be whole the next time.
  return { ready: once(async () => judgeBy(await rulebooks(data, rules))) };
}

/** What to judge by at the time; files that are refused leave the older rules in force, and are told. */
async function rulebooks(data: string, rules: string | undefined): Promise<() => Rulebook> {
  const rulebook = readRulebook(data);
  if (rules === undefined) return () => rulebook;
  const { openRulebookSource } = await import('../../common/moderation/rulebook-source.ts');
  const source = await openRulebookSource({
    folder: rules,
    base: rulebook,
    onRefused: (problems) => log('error', 'moderation rules refused', { problems: problems.join('; ') }),
  });
  return () => source.current();
}

function judgeBy(current: () => Rulebook): Judge {
  let rulebook = current();
  let remembered = new LruMap<Judgement>(REMEMBERED);
  const judged = (text: string): Judgement => judge(text, current());
  // Placeholders outlive no request, so their secret need not outlive the process.
  const secret = randomBytes(32);
  const keys = new LruMap<Buffer>(REMEMBERED);

  const judgementOf = (tenant: string, text: string): Judgement => {
    if (rulebook !== current()) {
      rulebook = current();
      remembered = new LruMap(REMEMBERED);
    }
    // By tenant, as the time that an answer takes tells whether the text was known.
    const key = hash('sha256', `${tenant}\0${text}`, 'base64');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const judgement = judged(text);
    remembered.set(key, judgement);
    return judgement;
  };

  return {
    judgementOf: async (tenant, text) => {
      if (text.length <= WINDOW) return judgementOf(tenant, text);
      const parts: Judgement[] = [];
      for (let from = 0; from === 0 || from + OVERLAP < text.length; from += WINDOW - OVERLAP) {
        parts.push(partOf(judgementOf(tenant, text.slice(from, from + WINDOW)), from, from + WINDOW >= text.length));
        await setImmediate();
      }
      return together(parts);
    },
    judgementOfPiece: judged,
    masked: (tenant, text, finds, known) => {
      const key = keys.get(tenant) ?? placeholderKey(secret, tenant);
      keys.set(tenant, key);
      return masked(text, finds, key, known);
    },
    unmasker,
  };
}

/** One window of a longer text. Where two overlap, each has the finds that begin in its half: those at an edge may be cut. */
function partOf({ scores, hits }: Judgement, from: number, last: boolean): Judgement {
  const [first, end] = [from === 0 ? 0 : OVERLAP / 2, last ? WINDOW : WINDOW - OVERLAP / 2];
  const own = hits.filter(({ start }) => start >= first && start < end);
  return { scores, hits: own.map((hit) => ({ ...hit, start: hit.start + from, end: hit.end + from })) };
}

/** A text is as bad as its worst part. */
function together(parts: readonly Judgement[]): Judgement {
  const scores = { ...parts[0]?.scores } as Record<keyof Judgement['scores'], number>;
  for (const part of parts) {
    for (const [category, score] of Object.entries(part.scores) as [keyof typeof scores, number][]) {
      scores[category] = Math.max(scores[category], score);
    }
  }
  return { scores, hits: parts.flatMap(({ hits }) => hits) };
}
