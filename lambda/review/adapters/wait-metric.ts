import { log } from '../../common/log.ts';
import { LONGEST_WAIT_METRIC } from '../contract.ts';
import type { HandlerPorts } from './lambda-handler.ts';

/** A metric for CloudWatch in a log line (embedded metric format), without dimensions: tenants' names are no business of a metric. */
export const waitMetric =
  (namespace: string): HandlerPorts['observeLongestWait'] =>
  (seconds) => {
    const Metrics = [{ Name: LONGEST_WAIT_METRIC, Unit: 'Seconds' }];
    const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [[]], Metrics }];
    log('info', 'cases waiting', {}, { [LONGEST_WAIT_METRIC]: seconds, _aws: { Timestamp: Date.now(), CloudWatchMetrics } });
  };
