import type { ModerationPolicy } from '../../contract/moderation.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { pushed, type Stop, type TextFilter } from '../output/text-filter.ts';
import { type Guard, notJudged } from './guard.ts';
import type { Judgement } from './moderator.ts';
import { noteVerdict } from './note.ts';
import { moderationUnavailable, outputBlocked, outputHeld } from './refusals.ts';
import { type Replaceable, replaced } from './replaced.ts';
import { asDecidedHere, caseOf } from './review.ts';
import { type Consulted, secondOpinionOf } from './second-opinion/consult.ts';
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
  /** What a second opinion on the whole answer makes of its parts. */
  let consulted: Consulted | undefined;

  const judge = (upTo: number, last: boolean): string | Stop => {
    const text = sent + held.slice(0, upTo);
    const found = verdictIn(guard, policy, text, consulted);
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

  const filter: TextFilter = {
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
  const consult = secondOpinionOf(guard, 'output', policy);
  if (consult === undefined) return filter;
  return {
    ...filter,
    whole: async (text) => {
      try {
        consulted = await consult(text, 'model', await guard.judge.judgementOf(guard.caller.tenant, text));
      } catch (error) {
        if (error instanceof OpenAiError) return { stop: error };
        const found = unjudged(guard, error);
        if ('stop' in found) return found;
      }
      return pushed(filter, text);
    },
  };
}

/** Up to where text can go out: nothing that is to be masked and no pair of surrogates is cut. */
function releasable(held: string, wanted: number, masks: readonly Replaceable[], upTo: number): number {
  const cut = masks.find(({ start, end }) => start < wanted && wanted < end);
  let end = wanted;
  if (cut !== undefined) end = upTo - cut.start > LONGEST_HELD ? Math.min(cut.end, upTo) : cut.start;
  if (end <= 0) return 0;
  const unit = held.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}

function verdictIn(guard: Guard, policy: ModerationPolicy, text: string, consulted?: Consulted): Verdict | Stop {
  let judgement: Judgement;
  try {
    const first = guard.judge.judgementOfPiece(text);
    judgement = consulted === undefined ? first : consulted(first, text.length);
  } catch (error) {
    return unjudged(guard, error);
  }
  const verdict = asDecidedHere(guard, verdictOf(judgement, policy, 'model'));
  noteVerdict(guard.exchange.journal, 'output', verdict);
  if (verdict.action === 'block') return { stop: outputBlocked(verdict.categories) };
  if (verdict.action === 'review') return held(guard, text, judgement, verdict);
  return verdict;
}

function unjudged(guard: Guard, error: unknown): Verdict | Stop {
  try {
    notJudged(guard, 'output', error);
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
