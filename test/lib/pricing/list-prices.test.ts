import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import catalogue from '../../../lib/pricing/list-prices.json';
import { PRICE_NAMES, pricedRegions, priceOf, regionPrices } from '../../../lib/pricing/list-prices.ts';

const root = path.join(__dirname, '..', '..', '..');

test('there are prices for the regions of the presets, and none is taken for another’s', () => {
  expect(pricedRegions()).toEqual(['ap-northeast-1', 'eu-west-1', 'us-east-1']);
  expect(regionPrices('sa-east-1')).toEqual({ region: 'sa-east-1', prices: {} });
});

test('a price comes with its unit, page and date', () => {
  expect(priceOf(regionPrices('ap-northeast-1'), 'api-gateway-rest')).toEqual({
    usd: 4.25,
    unit: 'million requests',
    source: { page: 'Amazon API Gateway Pricing, aws.amazon.com/api-gateway/pricing', date: '2026-11', fetched: false },
  });
});

test('a missing price is a sentence that names price, region and fix', () => {
  expect(() => priceOf(regionPrices('eu-west-1'), 'lambda-response-streaming')).toThrow(
    'no list price of lambda-response-streaming is known for eu-west-1; choose another region, or add the figure with its source to lib/pricing/list-prices.json',
  );
});

describe('the catalogue', () => {
  test.each(catalogue.prices)('$name of $source is known by name, has a source, and every figure is positive', (row) => {
    expect(PRICE_NAMES).toContain(row.name);
    expect(Object.keys(catalogue.sources)).toContain(row.source);
    for (const usd of Object.values(row.usd)) expect(usd).toBeGreaterThan(0);
  });

  test('gives each price once a region', () => {
    const all = catalogue.prices.flatMap(({ name, usd }) => Object.keys(usd).map((region) => `${name} ${region}`));
    expect(all).toHaveLength(new Set(all).size);
  });

  test('dates every source to the month or the day', () => {
    for (const { date } of Object.values(catalogue.sources)) expect(date).toMatch(/^\d{4}-\d\d(-\d\d)?$/);
  });
});

const recorded = path.join(root, '../shared/data/prices-ec2-karpenter/pkg/providers/pricing/zz_generated.pricing_aws.go');
const available = existsSync(recorded);

(available ? test : test.skip)(
  `the node's price in us-east-1 is that of Karpenter's recording${available ? '' : ' (skipped: ../shared/data is not here)'}`,
  () => {
    const price = /"m6g\.xlarge":\s*([\d.]+)/.exec(readFileSync(recorded, 'utf8'))?.[1];
    expect(regionPrices('us-east-1').prices['ec2-m6g-xlarge']?.usd).toBe(Number(price));
  },
);
