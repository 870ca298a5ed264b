import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '../../lambda/common/log.ts';
import { channelTelemetry } from '../../lambda/router/adapters/channel-telemetry.ts';
import { emfTelemetry } from '../../lambda/router/adapters/emf-telemetry.ts';
import { systemClock } from '../../lambda/router/adapters/system-clock.ts';
import { tracesFrom } from '../../lambda/router/adapters/traces.ts';
import { ColdStarts } from '../../lambda/router/domain/cold-start/cold-starts.ts';
import type { RouterPorts } from '../../lambda/router/domain/ports.ts';
import { createRouter } from '../../lambda/router/domain/router.ts';
import { InProcessRoutingState } from '../../lambda/router/domain/routing/routing-state.ts';
import type { Telemetry } from '../../lambda/router/domain/telemetry/telemetry.ts';
import { apiEvent } from '../../test/lambda/router/support/events.ts';
import { configOf, testPorts } from '../../test/lambda/router/support/ports.ts';
import { RecordingSink } from '../../test/lambda/router/support/recording-sink.ts';
import { listenToRouter } from '../local/observed/listen.ts';
import { createMetrics, IDLE } from '../local/observed/metrics.ts';
import type { SightVariant } from './sight.ts';

/** CPU of requests through a router whose upstream answers at once, for every way to observe it, in turn. Its log goes to stdout, figures to its parent. */
const REQUESTS = Number(process.argv[2]);
/** The measured passes of each way; the least of them is what it costs, for everything else only adds. */
const PASSES = 4;
/** After so many requests the exporter gets the time to send their spans: a full queue would drop some, and be cheap. */
const GATHERED = 400;
const PAUSE_MS = 25;

const ANSWER = Buffer.from(
  JSON.stringify({
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt-mini-2026-01-01' },
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 },
  }),
);
const EVENT = apiEvent('POST', '/v1/chat/completions', {
  ...{ model: 'gpt', messages: [{ role: 'user', content: 'Hello, how are you?' }] },
});

const silent: RouterPorts['log'] = () => undefined;

/** A router, and what ends the ways in which it is observed. */
interface Observed {
  readonly ask: (requestId: string) => Promise<void>;
  readonly end: () => void;
}

function observedBy({ logs, metrics, traced }: SightVariant): Observed {
  const routing = new InProcessRoutingState();
  const coldStarts = new ColdStarts(systemClock, Math.random);
  const environment = { ...process.env, OTEL_TRACES_SAMPLER_ARG: String(traced) };
  const traces = traced > 0 ? tracesFrom(environment, { clock: systemClock, log: silent }) : undefined;
  const config = configOf({ gpt: { kind: 'openai', baseUrl: 'http://up/v1' } });
  const prometheus = metrics === 'prometheus' ? channelTelemetry({ config, routing, coldStarts, clock: systemClock }) : undefined;
  const telemetry: Telemetry = {
    ...prometheus,
    ...(metrics === 'cloudwatch' && emfTelemetry('LlmPlatform', { clock: systemClock, log: silent })),
    ...traces,
    finished: (observation) => {
      prometheus?.finished?.(observation);
      traces?.finished?.(observation);
    },
  };
  const counted = createMetrics(IDLE);
  const end = prometheus && listenToRouter({ started: () => undefined, finished: counted.observe });
  const ports = testPorts({
    ...{ config, routing, telemetry, log: logs ? log : silent, newId: () => crypto.randomUUID() },
    ledger: { rows: [], record: async () => undefined },
    upstream: {
      send: async () => ({
        ...{ status: 200, headers: { 'content-type': 'application/json' } },
        read: async (consume) => consume(ANSWER),
      }),
    },
  });
  const router = createRouter(ports);
  return {
    ask: (requestId) =>
      router({ ...EVENT, requestContext: { ...(EVENT.requestContext as object), requestId } }, new RecordingSink()),
    end: () => end?.(),
  };
}

/** CPU microseconds of one request. */
async function pass(variant: SightVariant, requests: number): Promise<number> {
  const { ask, end } = observedBy(variant);
  const before = process.cpuUsage();
  for (let n = 0; n < requests; n++) {
    await ask(`request-${n}`);
    if (n % GATHERED === GATHERED - 1) await sleep(PAUSE_MS);
  }
  const { user, system } = process.cpuUsage(before);
  end();
  return (user + system) / requests;
}

process.once('message', async (variants: readonly SightVariant[]) => {
  for (const variant of variants) await pass(variant, REQUESTS);
  const least = variants.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < PASSES; round++) {
    for (const [index, variant] of variants.entries()) {
      least[index] = Math.min(least[index] ?? Number.POSITIVE_INFINITY, await pass(variant, REQUESTS));
    }
  }
  process.send?.(least, () => process.exit(0));
});
