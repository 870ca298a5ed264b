import type { ModerationPolicy } from '../../../contract/moderation.ts';
import type { OpinionSource } from '../../../contract/second-opinion.ts';
import type { Journal } from '../../exchange.ts';
import { OpenAiError } from '../../http/openai-error.ts';
import { UpstreamFailure } from '../../ports.ts';
import { reasonOf } from '../../upstream/relay.ts';
import { errorOfClosed } from '../../upstream/upstream-error.ts';
import { type Guard, notJudged } from '../guard.ts';
import type { Judgement } from '../moderator.ts';
import { replaced } from '../replaced.ts';
import { type Speaker, severer, verdictOf } from '../verdict.ts';
import { ask } from './ask.ts';
import {
  OPINION_OUTCOMES,
  type Opinion,
  type OpinionOutcome,
  type Side,
  together,
  uncertainIn,
  withOpinion,
  worthAsking,
} from './opinion.ts';

/** Puts an opinion that was asked for into the judgement of the text, or of a part of it. */
export type Consulted = (judgement: Judgement, length: number) => Judgement;

/** Asks about one text. @throws OpenAiError 503 when there is no opinion and the tenant chose to refuse */
export type Consult = (text: string, speaker: Speaker, judgement: Judgement) => Promise<Consulted>;

/** Sources take so many characters at least, in any script; longer texts are asked about in parts. */
const PART = 8_000;

const OVERLAP = 400;

const AS_IT_WAS: Consulted = (judgement) => judgement;

/** Whom the tenant asks about what is uncertain; undefined when it asks nobody. All texts together have the time of one opinion. */
export function secondOpinionOf(guard: Guard, side: Side, policy: ModerationPolicy): Consult | undefined {
  const { secondOpinion: setting } = guard.settings;
  if (setting === undefined) return undefined;
  const { source, timeoutMs } = setting;
  const { clock } = guard.exchange.ports;
  let deadline: number | undefined;

  return async (text, speaker, judgement) => {
    if (worthAsking(judgement, policy, speaker, setting).length === 0) return AS_IT_WAS;
    deadline ??= clock.now() + timeoutMs;
    const first = verdictOf(judgement, policy, speaker);
    // Whoever gives opinions gets to see no more than the model would.
    const shown = replaced(text, text.length, first.masks);
    let opinion: Opinion;
    try {
      opinion = await opinionOn(guard, source, side, shown, deadline);
    } catch (error) {
      withoutOpinion(guard, side, source, error);
      return AS_IT_WAS;
    }
    const consulted: Consulted = (other, length) =>
      withOpinion(other, length, opinion, uncertainIn(other, policy, speaker, setting), source.kind);
    const { action } = verdictOf(consulted(judgement, text.length), policy, speaker);
    note(
      guard.exchange.journal,
      action === first.action ? 'agreed' : severer(first.action, action) === action ? 'raised' : 'lowered',
    );
    return consulted;
  };
}

/** What was asked lately is not asked again: a conversation's history comes with each of its turns. */
async function opinionOn(guard: Guard, source: OpinionSource, side: Side, text: string, deadline: number): Promise<Opinion> {
  const { caller, exchange } = guard;
  const { opinions, cache, clock } = exchange.ports;
  const key = cache.digest(JSON.stringify([caller.tenant, source, side, text]));
  const known = opinions?.get(key);
  if (known !== undefined) return known;
  const parts: Opinion[] = [];
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += PART - OVERLAP) {
    const leftMs = deadline - clock.now();
    if (leftMs <= 0) throw new UpstreamFailure('overdue', 'no time is left');
    // Half a character at an edge is no text that every server takes.
    const part = Buffer.from(text.slice(from, from + PART)).toString();
    parts.push(await ask(guard, source, side, part, leftMs));
  }
  const opinion = together(parts);
  opinions?.set(key, opinion);
  return opinion;
}

/** @throws OpenAiError 499 when it is the client that left, 503 when the platform stops; else 503 unless the tenant chose to go on with the first judgement */
function withoutOpinion(guard: Guard, side: Side, { kind }: OpinionSource, error: unknown): void {
  const { closed } = guard.exchange.sink;
  if (closed.aborted) throw errorOfClosed(guard.asked.model, closed);
  note(guard.exchange.journal, 'unavailable');
  notJudged(guard, side, new Error(`no second opinion of ${kind}: ${reasonIn(error)}`));
}

/** Not the message of a model's server, which may repeat the text. */
function reasonIn(error: unknown): string {
  if (error instanceof OpenAiError) return `it answered with status ${error.status}`;
  if (error instanceof UpstreamFailure) return reasonOf(error);
  return error instanceof Error ? error.message : String(error);
}

function note(journal: Journal, outcome: OpinionOutcome): void {
  const rank = (each: OpinionOutcome) => OPINION_OUTCOMES.indexOf(each);
  const { secondOpinion: before = 'agreed' } = journal;
  journal.secondOpinion = rank(outcome) > rank(before) ? outcome : before;
}
