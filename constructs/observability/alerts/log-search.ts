import { Duration } from 'aws-cdk-lib';
import type { LogSearch } from '../log-search.ts';
import type { Alert } from './alert.ts';

/** The log groups hold every line in any case: nothing here wakes anybody. */
export const logSearchAlerts = (search: LogSearch): Alert[] => [
  {
    id: 'LogSearchFails',
    severity: 'warning',
    metric: search.metricErrors(),
    threshold: 5,
    description:
      'OpenSearch did not take log lines 5 times in five minutes: see the log of the function log-indexer, and the capacity limits of OpenSearch Serverless (OCU)',
  },
  {
    id: 'LogSearchLate',
    severity: 'warning',
    metric: search.metricAge(),
    threshold: Duration.minutes(10).toMilliseconds(),
    description: 'Log lines reach OpenSearch ten minutes late: the function log-indexer is throttled, or fails and tries again',
  },
  {
    id: 'LogSearchLost',
    severity: 'warning',
    metric: search.metricLost(),
    threshold: 1,
    description: 'A batch of log lines is neither in OpenSearch nor in the bucket of failures; its log group has it',
  },
];
