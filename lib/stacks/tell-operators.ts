import type { Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AlertTopics } from '../../constructs/observability/alert-topics.ts';
import type { AlarmSeverity } from '../../constructs/observability/alerts/alert.ts';
import { ResponseCache } from '../../constructs/response-cache/response-cache.ts';
import type { StateStack } from './state-stack.ts';

/**
 * Lets the alarms that constructs of earlier stacks make for themselves tell the platform's topics. Some tell people of their own as well, such as
 * those of budgets, whose topic may have nobody.
 */
export function tellOperators(name: string, stacks: readonly Stack[], state: StateStack | undefined): void {
  const alarms = stacks.flatMap((stack) => stack.node.findAll()).filter((construct) => construct instanceof Alarm);
  for (const alarm of alarms) tell(alarm, name, severityOf(alarm, state));
}

/** Where the counters of the limits are full, refuse commands or have lost some, requests are refused or limits not kept. All else can wait. */
const severityOf = (alarm: Alarm, state: StateStack | undefined): AlarmSeverity =>
  state?.counters instanceof ResponseCache && state.counters.alarms.includes(alarm) ? 'critical' : 'warning';

/** By the name of the topic: the stack of the alarm comes before that of the topic. */
function tell(alarm: Alarm, name: string, severity: AlarmSeverity): void {
  const action = new SnsAction(Topic.fromTopicArn(alarm, 'Told', AlertTopics.arnOf(alarm, name, severity)));
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
}
