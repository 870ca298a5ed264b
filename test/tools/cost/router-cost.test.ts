import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RouterCostOptions, routerCost, STREAM_SECONDS } from '../../../tools/cost/router-cost.ts';
import { routerCostText } from '../../../tools/cost/router-cost-text.ts';
import { temporaryFolder } from '../../support/local-platform.ts';

const defaults: RouterCostOptions = { config: 'multi-region', rps: '5', streamSeconds: '10' };
const cost = (options: Partial<RouterCostOptions> = {}) => routerCost({ ...defaults, ...options });
const text = async (options: Partial<RouterCostOptions> = {}) => routerCostText(await cost(options));

test('it covers the regions of the configuration in their order, or the one that is asked for', async () => {
  const regions = async (options: Partial<RouterCostOptions>) => (await cost(options)).regions.map(({ region }) => region);
  expect(await regions({})).toEqual(['us-east-1', 'eu-west-1', 'ap-northeast-1']);
  expect(await regions({ region: 'eu-west-1' })).toEqual(['eu-west-1']);
});

test('each region has three homes and a break-even for each length of stream', async () => {
  const { regions } = await cost();
  for (const { homes, breakEven } of regions) {
    expect(Object.keys(homes)).toEqual(['lambda', 'nodes', 'fargate']);
    for (const { monthly, items } of Object.values(homes)) {
      expect(monthly).toBeCloseTo(
        items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0),
        6,
      );
    }
    expect(breakEven.map(({ home, rates }) => [home, ...rates.map(({ streamSeconds }) => streamSeconds)])).toEqual([
      ['nodes', ...STREAM_SECONDS],
      ['fargate', ...STREAM_SECONDS],
    ]);
  }
});

test('the break-even does not depend on the load that is asked about', async () => {
  const table = async (options: Partial<RouterCostOptions>) => (await cost(options)).regions.map(({ breakEven }) => breakEven);
  expect(await table({ rps: '0.01', streamSeconds: '0' })).toEqual(await table({}));
});

test('every printed item shows quantity, unit, price and product', async () => {
  expect(await text({ region: 'us-east-1', rps: '1', streamSeconds: '10' })).toMatch(
    // 2,628,000 × 10.015 s × 1 GB = 26,319,420 GB-seconds; × $0.0000133334 = $350.93.
    /^ {4}Router, duration +26,319,420 GB-second × 0\.0000133334 +350\.93$/m,
  );
});

test('the text is the same each time, and names each source of a price once', async () => {
  const first = await text();
  expect(await text()).toBe(first);
  expect(first.match(/AWS WAF Pricing, aws\.amazon\.com\/waf\/pricing, 2026-11, typed in, not fetched/g)).toHaveLength(1);
});

test('a region without a network, and more executions than the quota of Lambda, are pointed out', async () => {
  expect(await text({ region: 'ap-northeast-1' })).toContain('no network; containers would need one');
  expect(await text({ region: 'us-east-1' })).not.toContain('Note:');
  expect(await text({ region: 'us-east-1', rps: '100', streamSeconds: '10' })).toContain(
    'default quota is 1000 executions at once',
  );
});

describe('bad input', () => {
  test.each(['0', '-1', 'five', '', '1e3', '0x10', 'Infinity', '100001'])('--rps %j is refused', async (rps) => {
    await expect(cost({ rps })).rejects.toThrow(`--rps '${rps}' is not a number above 0 and up to 100000; write 0.5 or 20`);
  });

  test.each(['-1', '901', 'long', ''])('--stream-seconds %j is refused', async (streamSeconds) => {
    await expect(cost({ streamSeconds })).rejects.toThrow(
      `--stream-seconds '${streamSeconds}' is not a number from 0 to 900; write 0 or 12.5`,
    );
  });

  test('all mistakes are told at once', async () => {
    await expect(cost({ rps: 'x', streamSeconds: 'y', region: 'mars' })).rejects.toThrow(
      [
        "--rps 'x' is not a number above 0 and up to 100000; write 0.5 or 20",
        "--stream-seconds 'y' is not a number from 0 to 900; write 0 or 12.5",
        "region 'mars' is not in the configuration, which has us-east-1, eu-west-1, ap-northeast-1",
      ].join('\n'),
    );
  });

  test('every region without a needed price is named, and none is guessed', async () => {
    await expect(cost({ streamSeconds: '900' })).rejects.toThrow(
      /^no list price of lambda-response-streaming is known for eu-west-1; .*\nno list price of .* for ap-northeast-1; /,
    );
    expect((await cost({ streamSeconds: '900', region: 'us-east-1' })).regions).toHaveLength(1);
  });

  test('a region of the configuration that has no prices at all is a sentence that names those that have', async () => {
    const folder = temporaryFolder();
    const config = path.join(folder, 'south.json');
    const input = { name: 'acme', regions: { 'sa-east-1': {} }, models: { echo: { echo: {} } }, tenants: { research: {} } };
    writeFileSync(config, JSON.stringify(input));
    await expect(cost({ config })).rejects.toThrow(
      "no list prices are known for region 'sa-east-1'; choose one with --region: there are prices for ap-northeast-1, eu-west-1, us-east-1",
    );
    rmSync(folder, { recursive: true });
  });
});
