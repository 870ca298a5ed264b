import type { ModelTarget } from '../../contract/targets.ts';
import type { UsageRow } from '../../contract/usage.ts';
import { type Exchange, noteAttempt } from '../exchange.ts';
import { chargeFor } from '../prices/cost.ts';
import { priceOf } from '../prices/price-of.ts';
import { type Apart, type Attempt, numberOfNext, type Usage, usageRow } from '../usage.ts';
import { recordAttempts } from './record.ts';

/** Keeps the attempts at one model, each noted before it is made and recorded when it is over. */
export interface AttemptBook {
  /** @returns what to wait for before the call, if anything */
  readonly begin: (startedAt: number, providerModel: string) => Promise<void> | undefined;
  /** The attempt that was begun last could not be made. */
  readonly withdraw: (startedAt: number, providerModel: string) => void;
  readonly record: (attempt: Attempt) => void;
}

/** What a request is expected to use, should nobody learn more. */
export interface ExpectedTokens {
  /** Of the prompt. */
  readonly input: () => number;
  /** Of the longest answer. @default - embeddings: none */
  readonly output?: () => number;
}

/**
 * A ledger that fails keeps nobody from an answer.
 *
 * @param apart when the attempts are not for the answer but stand for themselves
 */
export function attemptBook(
  exchange: Exchange,
  model: string,
  target: ModelTarget,
  expected: ExpectedTokens,
  apart?: Apart,
): AttemptBook {
  const { journal, ports, requestId } = exchange;
  const own = apart && { apart };
  const { ledger, log } = ports;
  const rowOf = (startedAt: number, providerModel: string) =>
    abandonedRow(exchange, model, target, { startedAt, providerModel, expected, ...own });
  return {
    begin: (startedAt, providerModel) => {
      const row = ledger.begin && rowOf(startedAt, providerModel);
      const begun = row && ledger.begin?.(row);
      if (begun === undefined) return undefined;
      const noted = begun.noted.catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        log('warn', 'attempt not noted before it was made', { requestId, attempt: row?.attempt, error: message });
      });
      journal.begun ??= [];
      journal.begun.push(noted);
      return begun.first ? noted : undefined;
    },
    withdraw: (startedAt, providerModel) => {
      const row = ledger.withdraw && rowOf(startedAt, providerModel);
      const withdrawn = row && ledger.withdraw?.(row);
      // What cannot be taken back is told as abandoned, which it is.
      if (withdrawn) journal.begun?.push(withdrawn.catch(() => undefined));
    },
    record: (attempt) => {
      noteAttempt(exchange, model, target, { ...attempt, ...own });
      // Another attempt may follow, and take long.
      if (attempt.failure !== undefined) recordAttempts(journal, ports);
    },
  };
}

interface Beginning {
  readonly startedAt: number;
  readonly providerModel: string;
  readonly expected: ExpectedTokens;
  readonly apart?: Apart;
}

/**
 * What stays in the ledger of an attempt whose router dies: what it was expected to use, under the key that its own row would have.
 *
 * @returns undefined when it is not known yet who asks
 */
function abandonedRow({ journal }: Exchange, model: string, target: ModelTarget, beginning: Beginning): UsageRow | undefined {
  const { subject, config, attempts } = journal;
  if (subject === undefined) return undefined;
  const { startedAt, providerModel, expected, apart } = beginning;
  const tokens = { inputTokens: expected.input(), outputTokens: expected.output?.() ?? 0 };
  const usage: Usage = { ...tokens, usageSource: 'estimated' };
  const price = config && priceOf(config, model);
  const row = usageRow(subject, {
    ...{ number: numberOfNext(attempts, apart), provider: target.kind, model, providerModel, startedAt, endedAt: startedAt },
    ...{ status: 0, partial: true, usage, ...(apart && { apart }) },
    ...(price && { charge: chargeFor(price, usage) }),
  });
  return Object.freeze({ ...row, abandoned: true });
}
