import assert from 'node:assert/strict';
import { callJson, callQuery } from '../../tools/emulator/emulated-aws.ts';
import type { RecordedResource } from '../../tools/emulator/ministack.ts';

interface Alarm {
  readonly AlarmActions?: readonly string[];
}

/** Every alarm of a region, those on calculated metrics among them (recorded only), tells a topic that is there, whichever stack is first. */
export async function expectAlarmsHeard(url: string, region: string, recorded: readonly RecordedResource[]): Promise<void> {
  const listed = await callQuery(url, 'sns', region, { Action: 'ListTopics' });
  const topics = [...listed.matchAll(/<TopicArn>(.*?)<\/TopicArn>/g)].map(([, arn]) => arn);
  const { MetricAlarms: deployed } = await callJson<{ MetricAlarms: readonly Alarm[] }>(
    url,
    'monitoring',
    region,
    'DescribeAlarms',
    {},
  );
  const calculated = recorded
    .filter((resource) => resource.type === 'AWS::CloudWatch::Alarm (metric math)' && resource.region === region)
    .map(({ properties }) => properties as Alarm);
  assert.ok(deployed.length >= 10 && calculated.length >= 5, `${deployed.length} and ${calculated.length} alarms`);
  for (const alarm of [...deployed, ...calculated]) {
    const { AlarmActions: actions = [] } = alarm;
    assert.ok(actions.length > 0, `an alarm tells nobody: ${JSON.stringify(alarm)}`);
    for (const action of actions) assert.ok(topics.includes(action), `${action} is none of ${topics.join(', ')}`);
  }
}
