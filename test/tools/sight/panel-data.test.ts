import { lines, number } from '../../../services/observability/dashboards/dashboard.ts';
import { filledIn, linesOf, type Matrix } from '../../../tools/sight/panel-data.ts';

const matrix = (...series: Matrix['result'][number][]): Matrix => ({ result: series });

test('windows and variables are filled in, and a range in seconds is left alone', () => {
  expect(filledIn('sum(rate(a{model=~"$model",b="c"}[$__rate_interval])) + rate(d[5m])', '60s')).toBe(
    'sum(rate(a{model=~".*",b="c"}[60s])) + rate(d[5m])',
  );
});

test('a line is named by its labels, and a label that is missing leaves nothing', async () => {
  const panel = lines('Calls', 'reqps', ['{{upstream}} {{outcome}}', 'a']);
  const shown = await linesOf(panel, '60s', async () => matrix({ metric: { upstream: 'gpt' }, values: [[1, '2']] }));
  expect(shown).toEqual([{ name: 'gpt ', points: [[1, 2]] }]);
});

test.each(['NaN', '+Inf', '-Inf'])('%s is a gap', async (value) => {
  const answer = matrix({
    metric: {},
    values: [
      [1, '2'],
      [2, value],
      [3, '-4'],
    ],
  });
  const [line] = await linesOf(number('Share', 'percentunit', 'a / b'), '60s', async () => answer);
  expect(line?.points).toEqual([
    [1, 2],
    [2, null],
    [3, -4],
  ]);
});

test('the lines of all queries are shown, in their order', async () => {
  const panel = lines('Latency', 's', ['p50', 'a'], ['p95', 'b']);
  const asked: string[] = [];
  const shown = await linesOf(panel, '60s', async (query) => {
    asked.push(query);
    return matrix({ metric: {}, values: [[1, query === 'a' ? '1' : '2']] });
  });
  expect(asked).toEqual(['a', 'b']);
  expect(shown.map(({ name }) => name)).toEqual(['p50', 'p95']);
});
