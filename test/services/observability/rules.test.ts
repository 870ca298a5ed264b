import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SERIES } from '../../../services/observability/metrics/catalogue.ts';
import { TARGET_LABELS } from '../../../services/observability/metrics/metric.ts';
import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { prometheusRules, ruleFile } from '../../../services/observability/rules/prometheus.ts';
import { ALERT_CASES } from '../../sight/cases/all.ts';
import { customResource, whenThere } from '../serving/support/strict-schemas.ts';
import { readPromql } from './support/promql.ts';

const records = RULE_GROUPS.flatMap(({ records }) => records);
const alerts = RULE_GROUPS.flatMap(({ alerts }) => alerts);
const recorded = new Set(records.map(({ record }) => record));
const expressions = [...records.map((rule) => [rule.record, rule.expr]), ...alerts.map((rule) => [rule.alert, rule.expr])];

describe.each(expressions)('%s', (_name, expr = '') => {
  const { series, matched, errors } = readPromql(expr);

  test('is PromQL', () => {
    expect(errors).toEqual([]);
  });

  test('asks only for metrics of the catalogue and for recorded series', () => {
    expect(series.length).toBeGreaterThan(0);
    expect(series.filter((name) => !SERIES.has(name) && !recorded.has(name))).toEqual([]);
  });

  test('matches only labels that these metrics have', () => {
    const wrong = matched.flatMap(({ series: name, labels }) => {
      const metric = SERIES.get(name);
      const known = [...(metric?.labels ?? []), ...TARGET_LABELS, ...(metric?.type === 'histogram' ? ['le'] : [])];
      return metric === undefined ? [] : labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`);
    });
    expect(wrong).toEqual([]);
  });
});

test('names are there once', () => {
  const names = [...recorded, ...alerts.map(({ alert }) => alert), ...RULE_GROUPS.map(({ name }) => name)];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('a recorded series is named level:metric:operation', () => {
  expect([...recorded].filter((name) => !/^[a-zA-Z_]+:[a-zA-Z0-9_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
});

test('every alert says what is wrong in a sentence, and what holds at the moment', () => {
  for (const { summary, description, alert } of alerts) {
    expect(`${alert}: ${summary}`).toMatch(/^\w+: ([A-Z]|vLLM).+\.$/);
    expect(`${alert}: ${summary}`).not.toContain('{{');
    expect(`${alert}: ${description}`).toMatch(/\.$/);
  }
});

test('every alert has a case that fires and one that stays quiet, and there are no others', () => {
  expect(ALERT_CASES.map(({ alert }) => alert).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

describe('runbooks', () => {
  const folder = path.join(__dirname, '..', '..', '..', 'docs', 'runbooks');
  const pages = alerts.map(({ alert }) => {
    const file = path.join(folder, `${alert}.md`);
    return { alert, text: existsSync(file) ? readFileSync(file, 'utf8') : '' };
  });

  test('there is one for every alert, and no other', () => {
    const names = alerts.map(({ alert }) => `${alert}.md`).sort();
    expect(readdirSync(folder).sort()).toEqual(names);
  });

  test.each(pages)('$alert says what it means, what to look at and what to do', ({ alert, text }) => {
    const [, title, meaning = '', look = '', act = ''] =
      /^# (\w+)\n\n(.+)\n\n## Look at\n\n([^#]+)\n## Do\n\n([^#]+)$/s.exec(text) ?? [];
    expect(title).toBe(alert);
    expect(meaning.length).toBeGreaterThan(80);
    for (const list of [look, act]) expect(list).toMatch(/^(- .+\n)+$/);
  });

  test('none is a copy of another, in part or in whole', () => {
    const lines = pages.flatMap(({ text }) => text.split('\n').filter((line) => line !== '' && !line.startsWith('## ')));
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  });

  test.each(pages)('$alert names no metric and no alert that does not exist', ({ text }) => {
    const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code).join(' ');
    const named =
      quoted.match(/\b(llm|nv|vllm|DCGM_FI|kube|redis|gpu|model|model_name|upstream|tenant)[_:][\w:]*[a-z_]\w*/gi) ?? [];
    const metrics = named.filter((name) => !name.startsWith('gpu_') && !['model_name', 'redis_exporter'].includes(name));
    expect(metrics.filter((name) => !SERIES.has(name) && !SERIES.has(`${name}_bucket`) && !recorded.has(name))).toEqual([]);
    const others = text.match(/\b(LLM|Triton|VLLM|GPU|ModelServer|Redis|Qdrant)[A-Z][a-z]\w+/g) ?? [];
    expect(others.filter((name) => !alerts.some(({ alert }) => alert === name))).toEqual([]);
  });
});

test('a rule file has the same bytes each time', () => {
  expect(RULE_GROUPS.map((group) => ruleFile(group))).toEqual(RULE_GROUPS.map((group) => ruleFile(group)));
});

test('runbooks may be elsewhere', () => {
  const [rules] = prometheusRules(RULE_GROUPS, 'monitoring', { runbooks: 'https://wiki.example.org/runbooks/' });
  expect(JSON.stringify(rules)).toContain('"runbook_url":"https://wiki.example.org/runbooks/LLMAvailabilityFastBurn.md"');
});

const schemas = whenThere.run ? test : test.skip;
schemas(`objects for a cluster are what its schema takes${whenThere.named}`, () => {
  const wrong = prometheusRules(RULE_GROUPS, 'monitoring').flatMap((manifest) => customResource(manifest));
  expect(wrong).toEqual([]);
});
