import type { CallerContext } from '../../authorizer/contract.ts';
import type { AbuseAction } from '../contract/abuse.ts';
import type { BudgetAction } from '../contract/budgets.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import type { ModelTarget } from '../contract/targets.ts';
import type { UsageRow } from '../contract/usage.ts';
import type { AbuseScope } from './abuse/store.ts';
import type { Moderated } from './guard/moderated.ts';
import type { OpinionOutcome } from './guard/second-opinion/opinion.ts';
import type { ApiRequest } from './http/api-gateway-event.ts';
import { OpenAiError } from './http/openai-error.ts';
import type { ResponseSink, RouterPorts } from './ports.ts';
import { chargeFor } from './prices/cost.ts';
import { priceOf } from './prices/price-of.ts';
import type { Scope } from './quota/limits.ts';
import type { Measure, Reserved } from './quota/store.ts';
import type { Step } from './telemetry/observation.ts';
import type { TraceContext } from './telemetry/trace-context.ts';
import { type Attempt, numberOfNext, type UsageSubject } from './usage.ts';

/** One request while it is being answered. */
export interface Exchange {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly request: ApiRequest;
  /** From the path, e.g. `model`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly sink: ResponseSink;
  /** Longest wait before the same upstream is asked again, when another one stands ready. @default - the retry policy's */
  readonly patienceMs?: number;
  /** Something else can answer in place of this model: the client is sent nothing before the first token. @default - nothing can */
  readonly standby?: true;
  /** Names the upstream that is asked, for what requests learn from each other. @default - none is */
  readonly upstream?: string;
  readonly ports: RouterPorts;
  readonly journal: Journal;
}

/** What has been learnt of a request so far: the source of its usage rows and its log line. */
export interface Journal {
  subject?: UsageSubject;
  status?: number;
  /** Method and path as in the contract, once the route is known. */
  endpoint?: string;
  /** @default - no authorizer spoke */
  caller?: CallerContext;
  /** When the first byte went to the client, epoch milliseconds. */
  firstByteAt?: number;
  /** Which limit refused the request. @default - none did */
  quotaRefusal?: { readonly measure: Measure; readonly scope: Scope };
  /** What budgets made of the request, and which model it had asked for. @default - nothing */
  budget?: { readonly action: BudgetAction; readonly askedModel?: string };
  /** @default - the request belongs to no trace */
  trace?: TraceContext;
  /** Parts of the way that are over. @default - the request is not traced, or was refused before the first */
  steps?: readonly Step[];
  /** Which candidate of an alias was asked last, and why. */
  route?: { readonly alias: string; readonly candidate: string; readonly why: string };
  /** Sent with the answer, whatever it is. */
  headers?: Readonly<Record<string, string>>;
  /** The conversation that the request continues, and how many turns of it were there. @default - the request names none */
  session?: { readonly turns: number };
  /** Tokens that the prompt lost on its way to the model, estimated. @default - prompts of this model are not made smaller */
  promptTokensSaved?: number;
  /** The severest that came of the request's and the answer's texts, and all that did. @default - nothing did, or they are not judged */
  moderation?: Moderated;
  /** What second opinions came to, the one that matters most. @default - nobody was asked */
  secondOpinion?: OpinionOutcome;
  /** What came of how the tenant or its key behaves. @default - nothing did */
  abuse?: { readonly action: AbuseAction; readonly scope: AbuseScope };
  /** How the request behaved is being remembered; never rejects. */
  remembering?: Promise<void>;
  /** Parts of the answer are being kept for review; never rejects. */
  reviewing?: Promise<void>;
  /** @default - the tenant has no limits, or the request was refused by one */
  reserved?: Reserved;
  readonly attempts: Attempt[];
  /** Attempts that are being noted before they are made; none rejects. */
  begun?: Promise<void>[];
  /** Whether the row of each attempt could be stored, for those that are being stored already. */
  stored?: Promise<boolean>[];
  /** What the request is answered and priced by. @default - none was read yet */
  config?: RouterConfig;
  /** Milliseconds for which models were waited for that slept. @default - none was */
  coldStartMs?: number;
  /** The request was refused because a model sleeps, with time left to wake. @default - it was not */
  asleep?: true;
  /** What the response cache had to do with the answer. @default - the tenant has no cache, or the request was refused before */
  cache?: { readonly outcome: 'hit' | 'semantic' | 'stale' | 'miss' | 'bypass'; readonly ageSeconds?: number };
  /** The answer of another request, which this one read along, broke off. @default - it did not */
  cutOff?: true;
  /** The answer is being kept for later; never rejects. */
  storing?: Promise<void>;
}

/** What is asked of which model, as the client named it. */
export interface Asked {
  readonly operation: UsageRow['operation'];
  readonly model: string;
  readonly stream: boolean;
}

/** Notes who asks which model for what, from when on attempts can be recorded. */
export function noteSubject(
  { journal, requestId, ports }: Exchange,
  caller: CallerContext,
  asked: Asked,
  target: ModelTarget,
): void {
  journal.subject = { caller, requestId, region: ports.region, provider: target.kind, ...asked };
}

/** Notes one attempt at a configured model; its number counts over all upstreams that are asked for this request. */
export function noteAttempt({ journal }: Exchange, model: string, target: ModelTarget, attempt: Attempt): void {
  const { attempts, config } = journal;
  const price = config && priceOf(config, model);
  const charge = price && { charge: chargeFor(price, attempt.usage) };
  const server = 'baseUrl' in target ? { server: hostOf(target.baseUrl) } : {};
  attempts.push({
    ...attempt,
    number: numberOfNext(attempts, attempt.apart),
    provider: target.kind,
    model,
    ...server,
    ...charge,
  });
}

/** Of a URL, `host:port`, without what may stand before an `@`. */
function hostOf(url: string): string {
  const [, scheme, host = ''] = /^(\w+):\/\/(?:[^/]*@)?([^/?#]+)/.exec(url) ?? [];
  return /:\d+$/.test(host) ? host : `${host}:${scheme === 'http' ? 80 : 443}`;
}

/**
 * The configuration that the whole request is answered by.
 *
 * @throws OpenAiError 503 when there has never been a valid configuration
 */
export async function configOf({ ports, requestId, journal }: Exchange): Promise<RouterConfig> {
  if (journal.config !== undefined) return journal.config;
  try {
    const config = await ports.config.current();
    journal.config = config;
    return config;
  } catch (error) {
    ports.log('error', 'no configuration', { requestId, error: error instanceof Error ? error.message : String(error) });
    throw new OpenAiError(503, 'The router has no valid configuration yet.', { code: 'configuration_unavailable' });
  }
}
