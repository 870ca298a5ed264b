import type { ModerationPolicy } from '../../contract/moderation.ts';
import { rememberOutcome } from '../abuse/remember.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { afterDecision } from './decisions.ts';
import { type Guard, notJudged } from './guard.ts';
import type { Judgement, Placeholders } from './moderator.ts';
import { noteVerdict } from './note.ts';
import { inputBlocked, inputHeld, moderationUnavailable } from './refusals.ts';
import { asDecidedHere, caseOf } from './review.ts';
import { secondOpinionOf } from './second-opinion/consult.ts';
import { type Speaker, type Verdict, verdictOf } from './verdict.ts';

/** A text on its way to a model. */
export interface InputText {
  readonly text: string;
  readonly speaker: Speaker;
  /** Names it in refusals, e.g. `messages[2].content`. */
  readonly param: string;
}

/** The texts as the model is to see them. */
export interface GuardedInput {
  /** In the order given. @default - all are as they were */
  readonly texts?: readonly string[];
  readonly placeholders: Placeholders;
}

interface Judged {
  readonly input: InputText;
  readonly judgement: Judgement;
  readonly verdict: Verdict;
}

const NONE: Placeholders = new Map();

/**
 * Judges what goes to a model, one text after the other, and masks what the policy wants masked.
 *
 * @throws OpenAiError 400 when the policy blocks a text or holds it for review; 503 when texts cannot be judged
 */
export async function guardInput(guard: Guard, inputs: readonly InputText[]): Promise<GuardedInput> {
  const { settings } = guard;
  if (settings.input === undefined) return { placeholders: NONE };
  let judged: readonly Judged[];
  try {
    judged = await judgedOf(guard, inputs, settings.input);
  } catch (error) {
    if (error instanceof OpenAiError) throw error;
    notJudged(guard, 'input', error);
    return { placeholders: NONE };
  }
  for (const { verdict } of judged) noteVerdict(guard.exchange.journal, 'input', verdict);
  const worst =
    judged.find(({ verdict }) => verdict.action === 'block') ?? judged.find(({ verdict }) => verdict.action === 'review');
  if (worst !== undefined) {
    await rememberOutcome(guard, { ...worst, text: worst.input.text });
    throw await refusalOf(guard, worst);
  }
  // Its answer does not wait.
  void rememberOutcome(guard);
  return masked(guard, judged);
}

async function judgedOf(guard: Guard, inputs: readonly InputText[], policy: ModerationPolicy): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  const consult = secondOpinionOf(guard, 'input', policy);
  for (const input of inputs) {
    const { text, speaker } = input;
    const first = await guard.judge.judgementOf(guard.caller.tenant, text);
    const judgement = consult === undefined ? first : (await consult(text, speaker, first))(first, text.length);
    const decided = await afterDecision(guard, text, verdictOf(judgement, policy, speaker));
    judged.push({ input, judgement, verdict: asDecidedHere(guard, decided) });
  }
  return judged;
}

/** A case that cannot be kept is not held but refused, as when nothing can be judged. */
async function refusalOf(guard: Guard, { input, judgement, verdict }: Judged): Promise<Error> {
  const { ports, requestId } = guard.exchange;
  const { categories } = verdict;
  if (verdict.action === 'block' || ports.reviews === undefined) return inputBlocked(categories, input.param);
  try {
    await ports.reviews.enqueue(caseOf(guard, 'input', input.text, judgement, verdict));
    return inputHeld(categories, input.param);
  } catch (error) {
    ports.log('error', 'review case not kept', { requestId, error: error instanceof Error ? error.message : String(error) });
    return moderationUnavailable();
  }
}

function masked({ judge, caller }: Guard, judged: readonly Judged[]): GuardedInput {
  if (judged.every(({ verdict }) => verdict.masks.length === 0)) return { placeholders: NONE };
  let placeholders = NONE;
  const texts = judged.map(({ input, verdict }) => {
    // Also where nothing was found: a placeholder that somebody wrote must not be taken for one of ours.
    const result = judge.masked(caller.tenant, input.text, verdict.masks, placeholders);
    placeholders = result.placeholders;
    return result.text;
  });
  return { texts, placeholders };
}
