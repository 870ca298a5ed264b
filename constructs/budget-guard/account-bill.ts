import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { CfnAnomalyMonitor, CfnAnomalySubscription } from 'aws-cdk-lib/aws-ce';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** What the whole AWS account may cost. */
export interface AccountBill {
  /** US dollars in a calendar month. */
  readonly monthlyDollars: number;
  /** US dollars beyond what Cost Anomaly Detection expects. */
  readonly anomaliesAboveDollars: number;
}

const THRESHOLDS = [
  { notificationType: 'ACTUAL', threshold: 50 },
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'FORECASTED', threshold: 100 },
  { notificationType: 'ACTUAL', threshold: 100 },
] as const;

/** AWS Budgets and Cost Anomaly Detection for the account's own bill. Both tell the topic; neither stops anything. */
export function watchAccountBill(scope: Construct, topic: ITopic, { monthlyDollars, anomaliesAboveDollars }: AccountBill): void {
  const budget = new CfnBudget(scope, 'AccountBudget', {
    budget: { budgetType: 'COST', timeUnit: 'MONTHLY', budgetLimit: { amount: monthlyDollars, unit: 'USD' } },
    notificationsWithSubscribers: THRESHOLDS.map((notification) => ({
      notification: { ...notification, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
    })),
  });
  const monitor = new CfnAnomalyMonitor(scope, 'AnomalyMonitor', {
    monitorName: `${scope.node.path.replaceAll('/', '-')}-services`.slice(-128),
    monitorType: 'DIMENSIONAL',
    monitorDimension: 'SERVICE',
  });
  const subscription = new CfnAnomalySubscription(scope, 'AnomalySubscription', {
    subscriptionName: `${scope.node.path.replaceAll('/', '-')}-anomalies`.slice(-128),
    frequency: 'IMMEDIATE',
    monitorArnList: [monitor.attrMonitorArn],
    subscribers: [{ type: 'SNS', address: topic.topicArn }],
    thresholdExpression: JSON.stringify({
      Dimensions: {
        Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
        MatchOptions: ['GREATER_THAN_OR_EQUAL'],
        Values: [String(anomaliesAboveDollars)],
      },
    }),
  });
  // Both are refused while the topic's policy does not let them publish.
  for (const resource of [budget, subscription]) resource.node.addDependency(topic);
}
