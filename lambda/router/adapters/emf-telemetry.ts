import { METRIC_NAMESPACE } from '../contract/telemetry.ts';
import type { RouterPorts } from '../domain/ports.ts';
import { apartMetrics, demandMetrics, embeddedMetrics } from '../domain/telemetry/embedded-metrics.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';

/** Metrics for CloudWatch in the request's log line: no call, no agent, nothing that could fail. */
export function emfTelemetry(namespace: string, { clock, log }: Pick<RouterPorts, 'clock' | 'log'>): Telemetry {
  if (!METRIC_NAMESPACE.test(namespace)) {
    throw new Error(
      `environment variable TELEMETRY is 'emf:${namespace}'; after emf: comes the metrics' namespace in CloudWatch, e.g. emf:LlmPlatform`,
    );
  }
  return {
    lineMembers: (observation) => ({ ...embeddedMetrics(namespace, observation) }),
    apartMembers: (call) => ({ ...apartMetrics(namespace, call) }),
    asleep: (release, waiting) => log('info', 'model asleep', {}, { ...demandMetrics(namespace, release, waiting, clock.now()) }),
  };
}
