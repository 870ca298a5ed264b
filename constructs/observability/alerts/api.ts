import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { InferenceApi } from '../../inference-api/inference-api.ts';
import type { RouterFunction } from '../../router-function/router-function.ts';
import type { WebAcl } from '../../web-acl/web-acl.ts';
import type { Alert } from './alert.ts';

/** Fewer requests than these say nothing about a share. */
const FEW = 20;

/** Blocked in five minutes: more than what scanners of the internet come to. */
const SURGE = 1000;

/** The door: what API Gateway answers itself, and how long its answers take. */
export const apiAlerts = (api: InferenceApi): Alert[] => [
  {
    id: 'ApiFails',
    severity: 'critical',
    metric: new MathExpression({
      expression: `IF(requests >= ${FEW}, 100 * errors / requests, 0)`,
      usingMetrics: { requests: api.metricCount(), errors: api.metricServerError({ statistic: Stats.SUM }) },
      label: 'Percent of requests answered with 5xx',
    }),
    threshold: 5,
    periods: 2,
    description: 'Of the requests 5 % and more end with 5xx: look at failures in the log of the router, then at the breakers',
  },
  {
    id: 'ApiSlow',
    severity: 'warning',
    metric: api.metricLatency({ statistic: Stats.p(95) }),
    threshold: Duration.minutes(5).toMilliseconds(),
    periods: 3,
    description: 'One answer in twenty takes five minutes and more; API Gateway ends all at fifteen: look for models that stall',
  },
];

/** Requests that the firewall refused. */
export const firewallAlerts = (webAcl: WebAcl): Alert[] => [
  {
    id: 'FirewallBlocksMany',
    severity: 'warning',
    metric: webAcl.metricBlockedRequests(),
    threshold: SURGE,
    description: `The web ACL refused ${SURGE} requests in five minutes: an attack, or a client behind one address that needs a larger limit`,
  },
];

/** What the router promises, as the rules for Prometheus do where its metrics can be scraped. */
export const promiseAlerts = (router: RouterFunction): Alert[] => [
  {
    id: 'AnswersBreakOff',
    severity: 'critical',
    metric: new MathExpression({
      expression: `IF(requests >= ${FEW}, 100 * FILL(broken, 0) / requests, 0)`,
      usingMetrics: { requests: router.metricRequests(), broken: router.metricBrokenAnswers() },
      label: 'Percent of answers that broke off',
    }),
    threshold: 5,
    periods: 2,
    description:
      'Of the answers 5 % and more break off in their middle, which the API counts as answered: look at failures in the log of the router',
  },
  {
    id: 'FirstTokenLate',
    severity: 'warning',
    metric: router.metricTimeToFirstToken({ statistic: Stats.p(95) }),
    threshold: 2.5,
    periods: 3,
    description: 'One stream in twenty has no first token after 2.5 s: look at the queue of the model and at its provider',
  },
  {
    id: 'TokensSlow',
    severity: 'warning',
    metric: new Metric({
      namespace: router.metricNamespace,
      metricName: 'llm_time_per_output_token_seconds',
      statistic: Stats.p(95),
    }),
    threshold: 0.1,
    periods: 3,
    description: 'One stream in twenty takes more than 100 ms for each token: replicas are full, or the provider is slow',
  },
];

/** Functions of all the account share a limit, which a quota of AWS sets. */
export const concurrencyAlert = (): Alert => ({
  id: 'ConcurrencyNearlyUsed',
  severity: 'warning',
  metric: new MathExpression({
    expression: '100 * used / SERVICE_QUOTA(used)',
    usingMetrics: {
      used: new Metric({
        namespace: 'AWS/Usage',
        metricName: 'ResourceCount',
        statistic: Stats.MAXIMUM,
        dimensionsMap: { Service: 'Lambda', Type: 'Resource', Resource: 'ConcurrentExecutions', Class: 'None' },
      }),
    },
    label: 'Percent of the concurrency of the account',
  }),
  threshold: 80,
  description: 'Functions use 80 % of the concurrency that the account has in the region: ask AWS for a higher quota',
});
