import type { RemoteTarget, TranslatedTarget } from '../../contract/targets.ts';
import type { JsonBody } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { AttemptBook } from '../ledger/attempt-book.ts';
import type { ChatRequest } from '../openai/chat-request.ts';
import type { ResponseSink, RouterPorts, UpstreamCall } from '../ports.ts';
import { refuseBeyondLimits } from '../providers/conversation-marks.ts';
import type { ProviderCall, Question } from '../providers/provider.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';
import { askingForUsage } from './asked-usage.ts';
import { type Asking, limitedBy, plainer } from './plainer.ts';
import { type Failed, type Relay, type RelayContext, readRefusal } from './relay.ts';
import { relayStream, relayStreamWithoutUsage } from './relay-stream.ts';
import { relayWhole } from './relay-whole.ts';

/** A request in the words of an upstream that speaks another API, and how its answer is passed on. */
export interface OwnWords {
  readonly call: ProviderCall;
  readonly relay: Relay;
}

/** A checked request on its way to an upstream. */
export interface Dispatch {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly target: RemoteTarget;
  /** As the client named it. */
  readonly model: string;
  readonly path: '/chat/completions' | '/embeddings';
  readonly body: JsonBody;
  /** The same request, checked, for upstreams that speak another API. @default - no chat: only an OpenAI-compatible server takes it */
  readonly chat?: ChatRequest;
  /** The same request in the upstream's words already. @default - translated from `chat` */
  readonly inOwnWords?: OwnWords;
  /** Tokens of the prompt, should the upstream not report them. */
  readonly estimateInput: () => number;
  readonly sink: ResponseSink;
  /** Longest wait before a retry. @default - the retry policy's */
  readonly patienceMs?: number;
  /** Something else can answer in place of this upstream. @default - nothing can */
  readonly standby?: true;
  /** Whether the upstream is asleep, which does not answer. @default - it never sleeps */
  readonly isAsleep?: () => Promise<boolean>;
  /** Whose budget pays for retries. @default - nobody's: there are none */
  readonly upstream?: string;
  /** Its place in a trace, which upstreams are told of. @default - none */
  readonly trace?: TraceContext;
  /** Told of every attempt, also of those that fail. */
  readonly book: AttemptBook;
}

/** What an upstream is sent, and how its answer is passed on. */
export interface Plan {
  readonly call: UpstreamCall;
  readonly context: RelayContext;
  readonly relay: Relay;
  /** What to do in place of a refusal of something that not every server takes. @default - there is nothing to leave out */
  readonly plainer?: (failed: Failed) => Plan | undefined;
}

/** The client's bytes go to a server that speaks OpenAI's API, and its bytes to the client. */
const PASS_ON: Relay = { refusal: readRefusal, whole: relayWhole, stream: relayStream };

/** The same for a client that did not ask for usage: the platform does, so that it need not guess. */
const PASS_ON_UNASKED: Relay = { ...PASS_ON, stream: relayStreamWithoutUsage };

/** @throws OpenAiError when the upstream does not take such requests */
export function planOf(request: Dispatch, credential: string | undefined, { clock, region }: RouterPorts): Plan | Promise<Plan> {
  const { target, model, chat, body, sink } = request;
  refuseBeyondLimits(body.value, target.kind);
  const context = { ...request, credential, clock };
  // What comes has to be read: for its usage, and by filters.
  const type = { 'content-type': 'application/json', 'accept-encoding': 'identity', 'x-request-id': request.requestId };
  const timeouts = target.timeouts && { timeouts: target.timeouts };
  if (target.kind === 'openai') {
    const headers = { ...type, ...(credential !== undefined && { authorization: `Bearer ${credential}` }) };
    const providerModel = target.model ?? model;
    // Untouched where possible: members unknown here and long numbers reach the upstream as the client wrote them.
    const text = providerModel === body.value.model ? body.text : JSON.stringify({ ...body.value, model: providerModel });
    const call = { baseUrl: target.baseUrl, path: request.path, headers, body: text, ...timeouts, signal: sink.closed };
    const plan = { call, context: { ...context, providerModel }, relay: PASS_ON };
    if (chat === undefined) return plan;
    const planFor = (asking: Asking): Plan => {
      const withUsage = asking.forUsage ? askingForUsage(asking.body) : undefined;
      return {
        ...{ ...plan, call: { ...call, body: withUsage ?? asking.body.text } },
        ...(withUsage !== undefined && { relay: PASS_ON_UNASKED }),
        plainer: (failed) => {
          const less = plainer({ ...asking, forUsage: withUsage !== undefined }, failed);
          return less && planFor(less);
        },
      };
    };
    const asked: JsonBody = { text, value: body.value };
    return planFor({
      body: target.tokenLimit === undefined ? asked : limitedBy(asked, target.tokenLimit),
      forUsage: chat.stream,
    });
  }
  const inWords = ({ call: { providerModel, ...sent }, relay }: OwnWords): Plan => ({
    call: { ...sent, headers: { ...type, ...sent.headers }, body: JSON.stringify(sent.body), ...timeouts, signal: sink.closed },
    context: { ...context, providerModel },
    relay,
  });
  if (request.inOwnWords !== undefined) return inWords(request.inOwnWords);
  if (chat === undefined) {
    throw invalidRequest(
      `The model '${model}' is of kind ${target.kind}, which is asked for chat completions only.`,
      'model',
      'model_not_supported',
    );
  }
  return inTheirWords(target, { chat, model, credential, home: region }, request.startedAt).then(inWords);
}

/** Other APIs are files of their own, read with the first request that needs them. */
async function inTheirWords(target: TranslatedTarget, question: Question, startedAt: number): Promise<OwnWords> {
  const { translate } = await import('../providers/translation.ts');
  const { translated } = await import('./relay-translated.ts');
  const { provider, call } = translate(target, question);
  return { call, relay: translated(provider, startedAt, question.chat.includeUsage) };
}
