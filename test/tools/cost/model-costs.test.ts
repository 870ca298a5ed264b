import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelCosts } from '../../../tools/cost/model-costs.ts';
import { modelCostsText } from '../../../tools/cost/model-costs-text.ts';
import { blueprint, temporaryFolder } from '../../support/local-platform.ts';

const folder = temporaryFolder();
const file = path.join(folder, 'platform.json');
const models = {
  echo: { echo: {} },
  gpt: { openai: { model: 'gpt-5.4', apiKey: { secret: 'openai/api-key' } } },
  mine: { triton: { baseUrl: 'https://triton.acme.example', model: 'mine' } },
};
writeFileSync(file, JSON.stringify({ name: 'acme', regions: { 'eu-west-1': {} }, models, tenants: { default: {} } }));

test('the table holds every model with its prices and where they come from, and names those without', async () => {
  const { code, stdout, stderr } = await blueprint(['cost', 'models', '--config', file]).exited;
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: modelCostsText(await modelCosts({ config: file })) });
  expect(stdout.split('\n').slice(2, 7)).toEqual([
    'model                           input  cached  written  for 1 h  output  source',
    'echo                                0                                 0  embedded',
    'gpt                               2.5    0.25                        15  genai-prices 0.1.8 openai/gpt-5.4',
    '  above 271999 tokens of input      5     0.5                      22.5',
    'mine                                                                     not known',
  ]);
  expect(stdout).toContain('No price is known for mine: requests to them count as free');
});

test('--json prints the same figures as one document', async () => {
  const { stdout } = await blueprint(['cost', 'models', '--config', file, '--json']).exited;
  const report = JSON.parse(stdout);
  expect(report).toEqual(await modelCosts({ config: file }));
  expect(report.models[2]).toEqual({ model: 'mine', kind: 'triton', price: null });
});

test('a region that is not there is a sentence', async () => {
  await expect(modelCosts({ config: file, region: 'us-east-1' })).rejects.toThrow(
    "region 'us-east-1' is not in the configuration, which has eu-west-1",
  );
});
