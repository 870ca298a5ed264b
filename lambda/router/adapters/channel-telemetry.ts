import { channel } from 'node:diagnostics_channel';
import type { ModelTarget } from '../contract/targets.ts';
import { TelemetryChannel } from '../contract/telemetry.ts';
import type { RouterPorts } from '../domain/ports.ts';
import type { RoutingSnapshot } from '../domain/routing/facts.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';

/** Whoever wants to know how the upstreams of models are publishes one of these; the router fills in what is known. */
export interface UpstreamQuestion {
  readonly models: Readonly<Record<string, ModelTarget>>;
  upstreams?: RoutingSnapshot['upstreams'];
  /** Requests by release of a served model that sleeps and is wanted. */
  coldStarts?: Readonly<Record<string, number>>;
}

/** No route has such a name, so that asking takes nobody's turn. */
const ASKER = '(telemetry)';

/** Tells whoever listens in this process. Costs nothing when nobody does. */
export function channelTelemetry({
  routing,
  coldStarts,
  clock,
}: Pick<RouterPorts, 'routing' | 'coldStarts' | 'clock'>): Telemetry {
  const started = channel(TelemetryChannel.STARTED);
  const request = channel(TelemetryChannel.REQUEST);
  channel(TelemetryChannel.UPSTREAMS).subscribe((message) => {
    const question = message as UpstreamQuestion;
    question.upstreams = routing.snapshot(ASKER, question.models, clock.now()).upstreams;
    question.coldStarts = coldStarts.demand();
  });
  return {
    started: (begun) => started.publish(begun),
    finished: (observation) => request.publish(observation),
  };
}
