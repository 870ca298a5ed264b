import type { CallerContext } from '../../authorizer/contract.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import type { ModelTarget } from '../contract/targets.ts';
import type { UsageRow } from '../contract/usage.ts';
import type { ApiRequest } from './http/api-gateway-event.ts';
import { OpenAiError } from './http/openai-error.ts';
import type { ResponseSink, RouterPorts } from './ports.ts';
import type { Reserved } from './quota/store.ts';
import type { Attempt, UsageSubject } from './usage.ts';

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
  readonly ports: RouterPorts;
  readonly journal: Journal;
}

/** What has been learnt of a request so far: the source of its usage rows and its log line. */
export interface Journal {
  subject?: UsageSubject;
  status?: number;
  /** Which candidate of an alias was asked last, and why. */
  route?: { readonly alias: string; readonly candidate: string; readonly why: string };
  /** Sent with the answer, whatever it is. */
  headers?: Readonly<Record<string, string>>;
  /** @default - the tenant has no limits, or the request was refused by one */
  reserved?: Reserved;
  readonly attempts: Attempt[];
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

/** Notes one attempt; its number counts over all upstreams that are asked for this request. */
export function noteAttempt({ journal }: Exchange, { kind }: ModelTarget, attempt: Attempt): void {
  journal.attempts.push({ ...attempt, number: journal.attempts.length + 1, provider: kind });
}

/** @throws OpenAiError 503 when there has never been a valid configuration */
export async function configOf({ ports, requestId }: Exchange): Promise<RouterConfig> {
  try {
    return await ports.config.current();
  } catch (error) {
    ports.log('error', 'no configuration', { requestId, error: error instanceof Error ? error.message : String(error) });
    throw new OpenAiError(503, 'The router has no valid configuration yet.', { code: 'configuration_unavailable' });
  }
}
