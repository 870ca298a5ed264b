import type { OpenAiTarget } from '../../../../lambda/router/contract/targets.ts';
import {
  type Upstream,
  type UpstreamCall,
  UpstreamFailure,
  type UpstreamResponse,
} from '../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../lambda/router/domain/router.ts';
import { chatEvent } from './events.ts';
import { COMPLETION } from './mock-upstream.ts';
import { configOf, SkippingClock, testPorts } from './ports.ts';
import { RecordingSink } from './recording-sink.ts';

/** One answer, or the failure to get one; `fails` ends the body early. */
export type Step =
  | { status?: number; headers?: Record<string, string>; body?: readonly string[]; fails?: UpstreamFailure }
  | UpstreamFailure;

/** Plays one step per call, and keeps the calls. */
export class ScriptedUpstream implements Upstream {
  readonly calls: UpstreamCall[] = [];
  readonly #steps: readonly Step[];

  constructor(...steps: readonly Step[]) {
    this.#steps = steps;
  }

  async send(call: UpstreamCall): Promise<UpstreamResponse> {
    this.calls.push(call);
    const step = this.#steps[this.calls.length - 1];
    if (step === undefined) throw new Error(`call ${this.calls.length} is not in the script`);
    if (step instanceof UpstreamFailure) throw step;
    const { status = 200, headers = { 'content-type': 'application/json' }, body = [], fails } = step;
    return {
      status,
      headers,
      read: async (consume) => {
        for (const chunk of body) await consume(Buffer.from(chunk));
        if (fails !== undefined) throw fails;
      },
    };
  }
}

export const UNREACHABLE = new UpstreamFailure('unreachable', 'ECONNREFUSED');
export const BROKEN = new UpstreamFailure('broken', 'UND_ERR_SOCKET');
export const WHOLE: Step = { body: [JSON.stringify(COMPLETION)] };
export const TARGET: OpenAiTarget = { kind: 'openai', baseUrl: 'http://upstream/v1' };

/** The whole router in front of a scripted upstream that serves the model `gpt`. */
export async function ask(
  upstream: ScriptedUpstream,
  event: unknown = chatEvent({ model: 'gpt' }),
  target: Partial<OpenAiTarget> = {},
) {
  const clock = new SkippingClock();
  const ports = testPorts({ upstream, clock, config: configOf({ gpt: { ...TARGET, ...target } }) });
  const sink = new RecordingSink();
  await createRouter(ports)(event, sink);
  return { sink, clock, calls: upstream.calls, rows: ports.ledger.rows, lines: ports.lines };
}
