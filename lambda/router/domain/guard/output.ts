import type { ModerationPolicy } from '../../contract/moderation.ts';
import type { Stop, TextFilter } from '../output/text-filter.ts';
import { type Guard, notJudged } from './guard.ts';
import type { Find, Judgement } from './moderator.ts';
import { noteVerdict } from './note.ts';
import { moderationUnavailable, outputBlocked, outputHeld } from './refusals.ts';
import { asDecidedHere, caseOf } from './review.ts';
import { boundaryAfter } from './text-boundary.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Characters already sent that are judged once more with what follows them. */
const CONTEXT = 128;

/** Something to be masked is held back whole up to this length. */
const LONGEST_HELD = 10_000;

/**
 * Judges one choice of an answer while it is written: text is judged from one boundary to the next, with what was sent before it, and sent but
 * for the last characters, which may be the beginning of something. Boundaries depend on the text alone, not on how it is cut into chunks.
 */
export function outputFilter(guard: Guard, policy: ModerationPolicy): TextFilter {
  const { streamWindow } = guard.settings;
  let sent = '';
  let held = '';
  /** Of what is held, so much is judged. */
  let judged = 0;

  const judge = (upTo: number, last: boolean): string | Stop => {
    const text = sent + held.slice(0, upTo);
    const found = verdictIn(guard, policy, text);
    if ('stop' in found) return found;
    judged = upTo;
    const masks = found.masks.map(({ start, end, type }) => ({ start: start - sent.length, end: end - sent.length, type }));
    const end = last ? upTo : releasable(held, upTo - streamWindow, masks, upTo);
    const out = replaced(held, end, masks);
    sent = (sent + held.slice(0, end)).slice(-Math.max(CONTEXT, streamWindow));
    held = held.slice(end);
    judged -= end;
    return out;
  };

  return {
    push: (piece) => {
      held += piece;
      let out = '';
      for (let boundary = boundaryAfter(held, judged); boundary !== undefined; boundary = boundaryAfter(held, judged)) {
        const judgedText = judge(boundary, false);
        if (typeof judgedText !== 'string') return judgedText;
        out += judgedText;
      }
      return out;
    },
    end: () => (held === '' ? '' : judge(held.length, true)),
  };
}

type Replaceable = Pick<Find, 'start' | 'end' | 'type'>;

/** Up to where text can go out: nothing that is to be masked and no pair of surrogates is cut. */
function releasable(held: string, wanted: number, masks: readonly Replaceable[], upTo: number): number {
  const cut = masks.find(({ start, end }) => start < wanted && wanted < end);
  let end = wanted;
  if (cut !== undefined) end = upTo - cut.start > LONGEST_HELD ? Math.min(cut.end, upTo) : cut.start;
  if (end <= 0) return 0;
  const unit = held.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}

/** What was found begins in what was sent before when that was no find yet: then its rest goes. */
function replaced(held: string, end: number, masks: readonly Replaceable[]): string {
  let out = '';
  let at = 0;
  for (const mask of masks) {
    if (mask.end <= at || mask.start >= end) continue;
    out += `${held.slice(at, Math.max(at, mask.start))}⟨${mask.type.toUpperCase().replace(/[^A-Z0-9]/g, '_')}⟩`;
    at = Math.min(mask.end, end);
  }
  return out + held.slice(at, end);
}

function verdictIn(guard: Guard, policy: ModerationPolicy, text: string): Verdict | Stop {
  let judgement: Judgement;
  try {
    judgement = guard.judge.judgementOfPiece(text);
  } catch (error) {
    return unjudged(guard, error);
  }
  const verdict = asDecidedHere(guard, verdictOf(judgement, policy, 'model'));
  noteVerdict(guard.exchange.journal, verdict);
  if (verdict.action === 'block') return { stop: outputBlocked(verdict.categories) };
  if (verdict.action === 'review') return held(guard, text, judgement, verdict);
  return verdict;
}

function unjudged(guard: Guard, error: unknown): Verdict | Stop {
  try {
    notJudged(guard, error);
    return { action: 'allow', categories: [], masks: [] };
  } catch {
    return { stop: moderationUnavailable() };
  }
}

/** The case is kept while the client is told; that it could not be kept is in the log. */
function held(guard: Guard, text: string, judgement: Judgement, verdict: Verdict): Stop {
  const { ports, journal, requestId } = guard.exchange;
  const keeping = ports.reviews?.enqueue(caseOf(guard, 'output', text, judgement, verdict)).catch((error: unknown) => {
    ports.log('error', 'review case not kept', { requestId, error: error instanceof Error ? error.message : String(error) });
  });
  journal.reviewing = Promise.all([journal.reviewing, keeping]).then(() => undefined);
  return { stop: outputHeld(verdict.categories) };
}
