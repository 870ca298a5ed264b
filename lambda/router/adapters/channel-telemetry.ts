import { channel } from 'node:diagnostics_channel';
import type { RouterConfig } from '../contract/router-config.ts';
import type { ModelTarget } from '../contract/targets.ts';
import { TelemetryChannel } from '../contract/telemetry.ts';
import type { RouterPorts } from '../domain/ports.ts';
import type { RoutingSnapshot } from '../domain/routing/facts.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';

/** Whoever wants to know how the upstreams of models are publishes one of these; the router fills in what is known. */
export interface UpstreamQuestion {
  /** @default - those of the router's own configuration */
  readonly models?: Readonly<Record<string, ModelTarget>>;
  /** The models that the answer is about: the router's own are those of the last such question, with the first one none. */
  asked?: Readonly<Record<string, ModelTarget>>;
  upstreams?: RoutingSnapshot['upstreams'];
  /** Requests by release of a served model that sleeps and is wanted. */
  coldStarts?: Readonly<Record<string, number>>;
}

/** No route has such a name, so that asking takes nobody's turn. */
const ASKER = '(telemetry)';

/** Tells whoever listens in this process. Costs nothing when nobody does. */
export function channelTelemetry({
  config,
  routing,
  coldStarts,
  clock,
}: Pick<RouterPorts, 'config' | 'routing' | 'coldStarts' | 'clock'>): Telemetry {
  const started = channel(TelemetryChannel.STARTED);
  const request = channel(TelemetryChannel.REQUEST);
  let own: RouterConfig['models'] = {};
  channel(TelemetryChannel.UPSTREAMS).subscribe((message) => {
    const question = message as UpstreamQuestion;
    const { models = own } = question;
    question.asked = models;
    if (question.models === undefined) {
      // There may be no configuration yet: what was known stays.
      config.current().then(
        ({ models }) => {
          own = models;
        },
        () => undefined,
      );
    }
    question.upstreams = routing.snapshot(ASKER, models, clock.now()).upstreams;
    question.coldStarts = coldStarts.demand();
  });
  return {
    started: (begun) => started.publish(begun),
    finished: (observation) => request.publish(observation),
  };
}
