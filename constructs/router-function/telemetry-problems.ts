import { Token } from 'aws-cdk-lib';
import { METRIC_NAMESPACE } from '../../lambda/router/contract/telemetry.ts';

/** Whether CloudWatch would not take the namespace, as a sentence. Tokens are left to CloudFormation. */
export function metricNamespaceProblems(namespace: string): string[] {
  if (Token.isUnresolved(namespace) || METRIC_NAMESPACE.test(namespace)) return [];
  return [
    `metricNamespace: ${JSON.stringify(namespace)} is no namespace of your own in CloudWatch; ` +
      'give 1 to 255 letters, digits and ./#:_-, not beginning with AWS/, e.g. "LlmPlatform"',
  ];
}

/** What of the traces could not be, a sentence each. */
export function traceProblems(traces: { readonly traceCollector?: string; readonly traceRatio?: number }): string[] {
  const { traceCollector, traceRatio } = traces;
  return [...traceCollectorProblems(traceCollector), ...traceRatioProblems(traceRatio, traceCollector)];
}

function traceRatioProblems(ratio: number | undefined, collector: string | undefined): string[] {
  if (ratio === undefined) return [];
  if (collector === undefined) return [`traceRatio is ${ratio} and there is no traceCollector; give one, or leave it out`];
  return ratio >= 0 && ratio <= 1 ? [] : [`traceRatio is ${ratio}; give a share of the traces from 0 to 1, e.g. 0.1`];
}

/** Whether traces could not be sent there, as a sentence. Tokens are left to CloudFormation. */
function traceCollectorProblems(url: string | undefined): string[] {
  if (url === undefined || Token.isUnresolved(url)) return [];
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.password || parsed?.username) {
    return ['traceCollector holds a user or password; leave it out: environments are no place for secrets'];
  }
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return [];
  return [`traceCollector: ${JSON.stringify(url)} is no http or https URL; give one such as "http://localhost:4318"`];
}
