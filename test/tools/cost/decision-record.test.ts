import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type RouterCost, routerCost } from '../../../tools/cost/router-cost.ts';
import { routerCostText } from '../../../tools/cost/router-cost-text.ts';

const file = path.join(__dirname, '..', '..', '..', 'docs', 'decisions', '006-which-home-for-the-router.md');
const record = readFileSync(file, 'utf8');
const quoted = [...record.matchAll(/^```\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trimEnd().split('\n'));

const multiRegion = (rps: string): Promise<RouterCost> => routerCost({ config: 'multi-region', rps, streamSeconds: '10' });

test('every figure that the record quotes is printed by the program today', async () => {
  const printed = routerCostText(await multiRegion('5')).split('\n');
  expect(quoted.filter((line) => !printed.includes(line))).toEqual([]);
});

test('the record quotes the whole break-even table', async () => {
  const printed = routerCostText(await multiRegion('5')).split('\n');
  const table = printed.slice(printed.findIndex((line) => line.startsWith('  region '))).slice(0, 7);
  expect(quoted.slice(-7)).toEqual(table);
});

test('its rule holds in every region: for streams of 5 s and more, 1.3 to 1.8 requests are open at the break-even', async () => {
  expect(record).toContain('is between 1.3 and 1.8');
  const rates = (await multiRegion('5')).regions.flatMap(({ breakEven }) => breakEven.flatMap((row) => row.rates));
  const open = rates.flatMap(({ streamSeconds, requestsPerSecond }) =>
    streamSeconds >= 5 ? [streamSeconds * (requestsPerSecond ?? Number.POSITIVE_INFINITY)] : [],
  );
  expect(open).toHaveLength(3 * 2 * 3);
  expect(Math.min(...open)).toBeGreaterThan(1.3);
  expect(Math.max(...open)).toBeLessThan(1.8);
});

test('containers that nobody calls cost as much more as it says', async () => {
  expect(record).toContain('cost 50 to 65 dollars a month more');
  const { regions } = await multiRegion('0.000001');
  const more = regions.flatMap(({ homes: { lambda, nodes, fargate } }) =>
    [nodes, fargate].map((home) => home.monthly - lambda.monthly),
  );
  expect(Math.min(...more)).toBeGreaterThan(50);
  expect(Math.max(...more)).toBeLessThan(65);
});
