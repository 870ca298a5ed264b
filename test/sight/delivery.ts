import { alertmanagerConfig } from '../../services/observability/alerting/alertmanager.ts';
import { startAlertmanager } from '../../tools/demo/alertmanager.ts';
import { startReceivers, type Told } from '../../tools/demo/on-call.ts';
import type { Harness } from '../support/harness.ts';
import { settled } from './settled.ts';

export interface Delivery {
  /** Where Prometheus sends its alerts. */
  readonly alertmanager: string;
  /** Who was told of what. */
  readonly told: { readonly people: readonly Told[]; readonly others: readonly Told[] };
  close(): void;
}

/** A real Alertmanager whose routes are ours, and somebody who is told: `people` of what is critical, `others` of the rest. */
export async function startDelivery(program: string, folder: string): Promise<Delivery> {
  const told = { people: [] as Told[], others: [] as Told[] };
  const { url, close } = await startReceivers((alert) => told[alert.receiver === 'people' ? 'people' : 'others'].push(alert));
  const config = alertmanagerConfig({
    receivers: { people: { kind: 'webhook', url: `${url}/people` }, others: { kind: 'webhook', url: `${url}/others` } },
    routes: [{ receiver: 'people', severity: ['critical'] }],
    otherwise: 'others',
  });
  const alertmanager = await startAlertmanager(program, folder, config);
  return { alertmanager, told, close };
}

/** From a metric through Prometheus and Alertmanager to who has to know. */
export async function testDelivery({ check }: Harness, { told }: Delivery): Promise<void> {
  await check('who is on call is told of what is critical, with what holds and where the runbook is', () =>
    settled(async () => {
      const alert = told.people.find(({ labels }) => labels.alertname === 'GPURowRemapFailure');
      if (alert === undefined) return `told of: ${told.people.map(({ labels }) => labels.alertname).join(', ') || 'nothing'}`;
      const { description, runbook_url } = alert.annotations;
      return description === 'GPU a of a could not replace rows of its memory.' &&
        runbook_url === 'docs/runbooks/GPURowRemapFailure.md'
        ? undefined
        : `${description} ${runbook_url}`;
    }),
  );
  await check('others are told of the rest, and of nothing that is critical', () =>
    settled(async () => {
      const critical = told.others.filter(({ labels }) => labels.severity === 'critical');
      const mild = told.people.filter(({ labels }) => labels.severity !== 'critical');
      if (critical.length + mild.length > 0)
        return `told the wrong ones: ${[...critical, ...mild].map(({ labels }) => labels.alertname)}`;
      return told.others.some(({ labels }) => labels.alertname === 'GPURowsRemapped') ? undefined : 'not told of GPURowsRemapped';
    }),
  );
}
