import { GATEWAY } from '../../services/observability/metrics/gateway.ts';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import type { Prometheus } from '../../tools/demo/prometheus.ts';
import type { Harness } from '../support/harness.ts';
import { settled } from './settled.ts';

interface Evaluated {
  readonly groups: readonly {
    readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[];
  }[];
}

interface Active {
  readonly alerts: readonly {
    readonly labels: { readonly alertname: string };
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** What Prometheus itself makes of the rules and of what the platform exposes. */
export async function testEvaluation({ check }: Harness, prometheus: Prometheus): Promise<void> {
  await check('every target is scraped, and what it exposes is taken', () =>
    settled(async () => {
      const { activeTargets } = (await prometheus.get('targets')) as {
        readonly activeTargets: readonly { readonly scrapePool: string; readonly health: string; readonly lastError: string }[];
      };
      const down = activeTargets.filter(({ health }) => health !== 'up');
      return down.length === 0 ? undefined : down.map(({ scrapePool, lastError }) => `${scrapePool}: ${lastError}`).join('\n');
    }),
  );
  await check('every rule is evaluated without an error', () =>
    settled(async () => {
      const { groups } = (await prometheus.get('rules')) as Evaluated;
      const rules = groups.flatMap((group) => group.rules);
      const expected = RULE_GROUPS.reduce((sum, { records, alerts }) => sum + records.length + alerts.length, 0);
      const bad = rules.filter(({ health }) => health !== 'ok');
      if (rules.length !== expected) return `${rules.length} rules of ${expected}`;
      return bad.length === 0
        ? undefined
        : bad.map(({ name, health, lastError }) => `${name}: ${health} ${lastError}`).join('\n');
    }),
  );
  await check('alerts that are active say what holds, without a mistake in their text', () =>
    settled(async () => {
      const { alerts } = (await prometheus.get('alerts')) as Active;
      const active = new Set(alerts.map(({ labels }) => labels.alertname));
      const missing = ['LLMAvailabilityFastBurn', 'LLMCircuitBreakerOpen', 'LLMUpstreamFailing'].filter(
        (name) => !active.has(name),
      );
      if (missing.length > 0) return `not active: ${missing.join(', ')}; active are ${[...active].join(', ')}`;
      const texts = alerts.flatMap(({ labels, annotations }) =>
        Object.values(annotations).map((text) => `${labels.alertname}: ${text}`),
      );
      const wrong = texts.filter((text) => /<error|<no value>|\{\{/.test(text) || text.endsWith(': '));
      return wrong.length === 0 ? undefined : wrong.join('\n');
    }),
  );
  await check('metrics of our own have the types that the catalogue says', async () => {
    const metadata = (await prometheus.get('metadata')) as Readonly<Record<string, readonly { readonly type: string }[]>>;
    // Scraped as OpenMetrics: its families of counters have no `_total`, and a counter without one is of no type that it knows.
    const typeOf = (name: string) => metadata[name.replace(/_total$/, '')]?.[0]?.type;
    const isRight = (name: string, type: string) =>
      typeOf(name) === (type === 'counter' && !name.endsWith('_total') ? 'unknown' : type);
    const wrong = GATEWAY.metrics.filter(({ name, type }) => !isRight(name, type));
    if (wrong.length > 0) throw new Error(wrong.map(({ name }) => `${name}: ${typeOf(name)}`).join('\n'));
  });
}
