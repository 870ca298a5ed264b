import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

interface AlarmOptions {
  readonly metric: IMetric;
  /** What it means and what to do, for whoever is called at night. */
  readonly alarmDescription: string;
  /** On from this value. @default 1 */
  readonly threshold?: number;
}

/** An alarm that goes on with the first period in which a metric reaches its threshold, and off when it no longer does or says nothing. */
export const alarmOn = (scope: Construct, id: string, { threshold = 1, ...what }: AlarmOptions): Alarm =>
  new Alarm(scope, id, {
    ...what,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
