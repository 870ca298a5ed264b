import { overLimits, stackTable } from '../../../tools/synth/stack-table.ts';

const small = { stack: 'acme-us-east-1-api', region: 'us-east-1', resources: 110, bytes: 250_000 };

test('the table shows each figure beside its share of CloudFormation’s limit, and the totals', () => {
  const table = stackTable([small, { ...small, stack: 'acme-global', resources: 5, bytes: 900 }], 1234);
  expect(table).toMatch(/acme-us-east-1-api\s+us-east-1\s+110\s+22 %\s+250000\s+25 %/);
  expect(table).toContain('2 stacks, 115 resources, 1.23 s');
});

test('a stack over a limit is named with its figure and the limit', () => {
  expect(overLimits([small])).toEqual([]);
  expect(overLimits([{ ...small, resources: 501, bytes: 1_000_001 }])).toEqual([
    'acme-us-east-1-api has 501 resources; CloudFormation takes 500: split the stack',
    'acme-us-east-1-api is 1000001 bytes; CloudFormation takes 1000000: split the stack',
  ]);
});
