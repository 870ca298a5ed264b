import type { CallerContext } from '../../../authorizer/contract.ts';
import type { AbuseRules } from '../../contract/abuse.ts';
import type { TenantModeration } from '../../contract/moderation.ts';
import type { Exchange } from '../exchange.ts';
import type { Judgement } from '../guard/moderator.ts';
import type { Verdict } from '../guard/verdict.ts';
import { abuseStoreOf, noteLevel } from './admit.ts';
import { actionAt } from './standing.ts';
import type { AbuseReport } from './store.ts';

interface Judged {
  readonly exchange: Exchange;
  readonly caller: CallerContext;
  readonly settings: TenantModeration;
}

/** A text for which a request was refused. */
export interface RefusedText {
  readonly text: string;
  readonly judgement: Judgement;
  readonly verdict: Verdict;
}

/** Low thresholds, and people who deny a text, mean it too. */
const LEAST_SURE = 0.5;

/**
 * Counts what came of a request's texts. Settles when that is remembered, or cannot be: then the log says so. Nobody has to wait for it.
 *
 * @param refused @default - the request passed
 */
export function rememberOutcome({ exchange, caller, settings }: Judged, refused?: RefusedText): Promise<void> {
  if (settings.abuse === undefined) return DONE;
  const { requestId } = exchange;
  const report =
    refused === undefined ? { requestId, refusal: 0 } : { requestId, refusal: refusalOf(refused), text: refused.text };
  const remembering = remember(exchange, caller, report, settings.abuse);
  exchange.journal.remembering = remembering;
  return remembering;
}

const DONE = Promise.resolve();

/** What was held for a person may turn out to be harmless. */
function refusalOf({ verdict, judgement }: RefusedText): number {
  const score = Math.max(LEAST_SURE, ...verdict.categories.map((category) => judgement.scores[category]));
  return verdict.action === 'review' ? score / 2 : score;
}

async function remember(exchange: Exchange, caller: CallerContext, report: AbuseReport, rules: AbuseRules): Promise<void> {
  const { ports, requestId } = exchange;
  const { tenant, principal, credential } = caller;
  // The subject of a token may be a person.
  const keyId = credential === 'api-key' ? principal : undefined;
  try {
    for (const { scope, level, score, coolingOffMs } of await abuseStoreOf(exchange).record(
      caller,
      report,
      rules,
      ports.clock.now(),
    )) {
      noteLevel(exchange, level);
      const whose = scope === 'key' ? { tenant, keyId } : { tenant };
      const holds = { score: Math.round(score * 100) / 100, coolingOffSeconds: Math.round(coolingOffMs / 1000) };
      ports.log('warn', 'abuse', { requestId, scope, ...whose, action: actionAt(level), ...holds });
    }
  } catch (error) {
    ports.log('warn', 'behaviour not remembered', {
      requestId,
      tenant,
      error: error instanceof Error ? error.message : String(error),
    });
  }
}
