import { channel } from 'node:diagnostics_channel';
import type { UpstreamQuestion } from '../../../lambda/router/adapters/channel-telemetry.ts';
import type { ModelTarget } from '../../../lambda/router/contract/targets.ts';
import { TelemetryChannel } from '../../../lambda/router/contract/telemetry.ts';
import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import type { Begun } from '../../../lambda/router/domain/telemetry/telemetry.ts';

/** Who wants to know what the router of this process does. */
export interface Listener {
  readonly started: (begun: Begun) => void;
  readonly finished: (observation: Observation) => void;
}

/** Hears everything from now on. @returns what ends that */
export function listenToRouter({ started, finished }: Listener): () => void {
  const onStarted = (message: unknown) => started(message as Begun);
  const onFinished = (message: unknown) => finished(message as Observation);
  const [begins, ends] = [channel(TelemetryChannel.STARTED), channel(TelemetryChannel.REQUEST)];
  begins.subscribe(onStarted);
  ends.subscribe(onFinished);
  return () => {
    begins.unsubscribe(onStarted);
    ends.unsubscribe(onFinished);
  };
}

/** How the upstreams of models are now, by model; nothing while no router runs. @param models @default - those that the router's configuration has */
export function askUpstreams(
  models?: Readonly<Record<string, ModelTarget>>,
): Required<Pick<UpstreamQuestion, 'asked' | 'upstreams'>> {
  const question: UpstreamQuestion = { ...(models && { models }) };
  channel(TelemetryChannel.UPSTREAMS).publish(question);
  return { asked: question.asked ?? {}, upstreams: question.upstreams ?? {} };
}

/** Requests by release of a served model that sleeps and is wanted; nothing while no router runs. */
export function askColdStarts(): Readonly<Record<string, number>> {
  const question: UpstreamQuestion = { models: {} };
  channel(TelemetryChannel.UPSTREAMS).publish(question);
  return question.coldStarts ?? {};
}
