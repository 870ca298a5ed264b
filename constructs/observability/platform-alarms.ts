import {
  Alarm,
  AnomalyDetectionAlarm,
  CfnAnomalyDetector,
  ComparisonOperator,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { IAlertTopics } from './alert-topics.ts';
import type { Alert } from './alerts/alert.ts';
import { type Anomaly, anomalies } from './alerts/anomalies.ts';
import { type Watched, watchedAlerts } from './alerts/watched.ts';

export interface PlatformAlarmsProps {
  readonly watched: Watched;
  readonly topics: IAlertTopics;
}

/** One alarm for each alert about what lives outside the cluster, and bands of what is usual. */
export class PlatformAlarms extends Construct {
  readonly alarms: readonly Alarm[];
  readonly alerts: readonly Alert[];
  readonly anomalies: readonly Anomaly[];

  constructor(scope: Construct, id: string, { watched, topics }: PlatformAlarmsProps) {
    super(scope, id);
    const { api, router } = watched;
    this.alerts = watchedAlerts(watched);
    this.anomalies = api && router ? anomalies(api, router) : [];
    this.alarms = [
      ...this.alerts.map((alert) => this.alarm(alert, topics)),
      ...this.anomalies.map((anomaly) => this.band(anomaly, topics)),
    ];
  }

  private alarm({ id, severity, metric, threshold, periods = 1, description }: Alert, topics: IAlertTopics): Alarm {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      alarmDescription: `${severity}: ${description}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    return told(alarm, topics, severity);
  }

  private band({ id, metric, deviations, periods, description }: Anomaly, topics: IAlertTopics): Alarm {
    const alarm = new AnomalyDetectionAlarm(this, id, {
      metric,
      stdDevs: deviations,
      evaluationPeriods: periods,
      alarmDescription: `warning: ${description}`,
      comparisonOperator: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.node.addDependency(detector(alarm, metric));
    return told(alarm, topics, 'warning');
  }
}

/** What learns the band. Without one the alarm never has any data. */
function detector(scope: Construct, metric: Metric): CfnAnomalyDetector {
  const { namespace, metricName, statistic } = metric;
  const dimensions = Object.entries(metric.dimensions ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  return new CfnAnomalyDetector(scope, 'Detector', {
    singleMetricAnomalyDetector: {
      namespace,
      metricName,
      stat: statistic,
      ...(dimensions.length > 0 && { dimensions }),
    },
  });
}

function told(alarm: Alarm, topics: IAlertTopics, severity: Alert['severity']): Alarm {
  const action = new SnsAction(topics[severity]);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
