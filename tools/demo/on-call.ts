import { json } from 'node:stream/consumers';
import { parse, stringify } from 'yaml';
import { alertmanagerConfig } from '../../services/observability/alerting/alertmanager.ts';
import { type LoopbackServer, startLoopbackServer } from '../emulator/loopback-server.ts';
import { fasterDuration } from './time-scale.ts';

/** An alert as somebody is told of it. */
export interface Told {
  /** Who is told: in the demo `pager` of what is critical, `chat` of the rest. */
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Takes what Alertmanager sends to receivers, each of which has the path of its name. */
export const startReceivers = (tell: (told: Told) => void): Promise<LoopbackServer> =>
  startLoopbackServer(async (request, response) => {
    const { alerts } = (await json(request)) as { readonly alerts: readonly Omit<Told, 'receiver'>[] };
    for (const alert of alerts) tell({ ...alert, receiver: request.url?.slice(1) ?? '' });
    response.end();
  });

/** Times of a route after which Alertmanager tells somebody. */
const TIMES = ['group_wait', 'group_interval', 'repeat_interval'] as const;

/** The platform's own routes, with its times divided. */
export function demoRouting(receivers: string, factor: number): string {
  const config = parse(
    alertmanagerConfig({
      receivers: { pager: { kind: 'webhook', url: `${receivers}/pager` }, chat: { kind: 'webhook', url: `${receivers}/chat` } },
      routes: [{ receiver: 'pager', severity: ['critical'] }],
      otherwise: 'chat',
    }),
  ) as { readonly route: Readonly<Record<string, unknown>> };
  const faster = Object.fromEntries(TIMES.map((time) => [time, fasterDuration(String(config.route[time]), factor)]));
  return stringify({ ...config, route: { ...config.route, ...faster } });
}
