import { parse } from 'yaml';
import { alertmanagerConfig } from '../../../services/observability/alerting/alertmanager.ts';
import type { OnCall } from '../../../services/observability/alerting/on-call.ts';
import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { ON_CALL } from '../../sight/on-call.ts';

interface Written {
  readonly route: { readonly receiver: string; readonly routes: readonly Record<string, unknown>[] };
  readonly receivers: readonly { readonly name: string }[];
  readonly inhibit_rules: readonly { readonly source_matchers: string[]; readonly target_matchers: string[]; equal: string[] }[];
}
const written = (onCall: OnCall): Written => parse(alertmanagerConfig(onCall));
const config = written(ON_CALL);

test('routes stand in their order, and what fits none goes to its own receiver', () => {
  expect(config.route).toMatchObject({
    receiver: 'events',
    routes: [
      { receiver: 'pager', matchers: ['severity=~"critical"'], repeat_interval: '1h' },
      { receiver: 'hardware', matchers: ['severity=~"warning"', 'component=~"gpu|kubernetes"'] },
      { receiver: 'chat', matchers: ['severity=~"warning"'], mute_time_intervals: ['quiet-2'] },
    ],
  });
});

test('each kind of receiver is written with its secret in a file', () => {
  expect(config.receivers).toMatchObject([
    { name: 'pager', pagerduty_configs: [{ routing_key_file: '/etc/alertmanager/secrets/pager-key' }] },
    { name: 'hardware', sns_configs: [{ topic_arn: 'arn:aws:sns:eu-west-1:111122223333:gpus', sigv4: { region: 'eu-west-1' } }] },
    { name: 'chat', slack_configs: [{ channel: '#llm-platform', api_url_file: '/etc/alertmanager/secrets/chat-url' }] },
    {
      name: 'events',
      webhook_configs: [{ http_config: { authorization: { credentials_file: '/etc/alertmanager/secrets/events-token' } } }],
    },
  ]);
});

test('an alert is held back only by one that exists, and does', () => {
  const alerts = RULE_GROUPS.flatMap(({ alerts }) => alerts.map(({ alert }) => `alertname="${alert}"`));
  const named = config.inhibit_rules.flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers]);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !alerts.includes(name))).toEqual([]);
});

test('everything that is wrong is said at once, and how to mend it', () => {
  const wrong: OnCall = {
    receivers: {
      phone: { kind: 'sns', topicArn: 'arn:aws:sqs:eu-west-1:111122223333:queue' },
      hook: { kind: 'webhook', url: 'alerts.example.org' },
    },
    routes: [
      { receiver: 'nobody', severity: [] },
      { receiver: 'phone', repeat: 'daily', quietHours: { timezone: 'Europe/Dublin', ranges: [{ from: '22', to: '24:00' }] } },
    ],
    otherwise: 'nobody',
  };
  expect(() => alertmanagerConfig(wrong)).toThrow(
    [
      'Alerts cannot be routed:',
      '- otherwise names the receiver "nobody", but there are phone, hook; name one of them or add it',
      '- routes[0] names the receiver "nobody", but there are phone, hook; name one of them or add it',
      '- routes[0] fits nothing, for a list of it is empty; leave the list out to fit everything',
      '- routes[1].repeat is "daily"; write a duration such as 4h or 30m',
      '- routes[1].quietHours has the time "22"; write HH:MM, e.g. 22:00',
      '- receivers.phone.topicArn is "arn:aws:sqs:eu-west-1:111122223333:queue"; write arn:aws:sns:<region>:<account>:<topic>',
      '- receivers.hook.url is "alerts.example.org"; write a URL such as https://alerts.example.org/in',
    ].join('\n'),
  );
});
