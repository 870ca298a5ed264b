import { METRIC_NAMESPACE } from '../contract/telemetry.ts';
import { embeddedMetrics } from '../domain/telemetry/embedded-metrics.ts';
import type { Telemetry } from '../domain/telemetry/telemetry.ts';

/** Metrics for CloudWatch in the request's log line: no call, no agent, nothing that could fail. */
export function emfTelemetry(namespace: string): Telemetry {
  if (!METRIC_NAMESPACE.test(namespace)) {
    throw new Error(
      `environment variable TELEMETRY is 'emf:${namespace}'; after emf: comes the metrics' namespace in CloudWatch, e.g. emf:LlmPlatform`,
    );
  }
  return { lineMembers: (observation) => ({ ...embeddedMetrics(namespace, observation) }) };
}
