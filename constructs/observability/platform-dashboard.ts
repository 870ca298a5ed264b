import { Dashboard, GraphWidget, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { PlatformAlarms } from './platform-alarms.ts';

export interface PlatformDashboardProps {
  /** Unique in the account, whatever the region. */
  readonly dashboardName: string;
  readonly alarms: PlatformAlarms;
}

const WIDTH = 8;
const HEIGHT = 6;

/** A graph of each metric that has an alarm, with the line from which on it is one. */
export class PlatformDashboard extends Construct {
  constructor(scope: Construct, id: string, { dashboardName, alarms }: PlatformDashboardProps) {
    super(scope, id);
    const graphs: IWidget[] = [
      ...alarms.alerts.map(
        ({ id: title, severity, metric, threshold }) =>
          new GraphWidget({
            title: words(title),
            left: [metric],
            leftYAxis: { min: 0 },
            leftAnnotations: [{ value: threshold, label: severity }],
            width: WIDTH,
            height: HEIGHT,
          }),
      ),
      ...alarms.anomalies.map(
        ({ id: title, metric }) =>
          new GraphWidget({ title: words(title), left: [metric], leftYAxis: { min: 0 }, width: WIDTH, height: HEIGHT }),
      ),
    ];
    const dashboard = new Dashboard(this, 'Resource', { dashboardName });
    dashboard.addWidgets(
      new TextWidget({
        markdown: `# ${dashboardName}\nOne graph for each alarm. What is in clusters is on the dashboards of Grafana.`,
        width: 3 * WIDTH,
        height: 2,
      }),
    );
    for (let at = 0; at < graphs.length; at += 3) dashboard.addWidgets(...graphs.slice(at, at + 3));
  }
}

/** `ApiFails` as `Api fails`. */
const words = (id: string): string => id.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
