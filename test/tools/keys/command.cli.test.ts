import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keyHash } from '../../../lambda/authorizer/adapters/key-hash.ts';
import { platform } from '../../../lib/config/platform.ts';
import { globalNames } from '../../../lib/global-names.ts';
import { awsEnvironment, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { blueprint, type Exit, temporaryFolder } from '../../support/local-platform.ts';

const pepper = 'the pepper of the deployed platform';
const input = {
  name: 'acme',
  regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} },
  models: { echo: { echo: {} } },
  tenants: { research: {} },
};
const names = globalNames(platform(input));
let aws: FakeAws;
let folder: string;
let config: string;

beforeAll(async () => {
  aws = await startFakeAws(names.apiKeyTable);
  aws.secrets.set(names.apiKeyPepper, pepper);
  folder = temporaryFolder();
  config = path.join(folder, 'acme.json');
  writeFileSync(config, JSON.stringify(input));
});

beforeEach(() => aws.items.clear());

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

const run = (...args: readonly string[]): Promise<Exit> =>
  blueprint(['keys', ...args, '--config', config], awsEnvironment(aws.url)).exited;
const create = (...args: readonly string[]) => run('create', '--tenant', 'research', ...args);

test('create prints the key once and stores its peppered hash', async () => {
  const { code, stdout, stderr } = await create('--label', 'Ada', '--expires-in', '30d');
  expect(code).toBe(0);
  const key = stdout.trim();
  const item = aws.items.get(key.slice(3, 19));
  expect(item).toMatchObject({ hash: { S: keyHash(pepper, key) }, tenant: { S: 'research' }, label: { S: 'Ada' } });
  expect(Number(item?.expiresAt?.N) - Date.now() / 1000).toBeGreaterThan(29 * 86_400);
  expect(stderr).toContain('it is not shown again');
  expect(JSON.stringify([...aws.items])).not.toContain(key.slice(20));
});

test('create --json is one document', async () => {
  const { apiKey, ...rest } = JSON.parse((await create('--json')).stdout) as Record<string, string>;
  expect(apiKey).toMatch(/^sk-/);
  expect(rest).toEqual({
    keyId: apiKey?.slice(3, 19),
    tenant: 'research',
    label: '',
    status: 'active',
    createdAt: expect.any(String),
  });
});

test('list shows every page of keys, without hashes, and revoke ends one', async () => {
  const ids = [];
  for (let i = 0; i < 3; i += 1) ids.push((await create()).stdout.slice(3, 19));
  const [first = ''] = ids;
  expect((await run('revoke', first)).stdout).toContain(`Key ${first} is revoked since`);
  const { stdout } = await run('list', '--json');
  const keys = JSON.parse(stdout) as { keyId: string; status: string }[];
  expect(keys.map(({ keyId }) => keyId).sort()).toEqual([...ids].sort());
  expect(keys.filter(({ status }) => status === 'revoked').map(({ keyId }) => keyId)).toEqual([first]);
  expect(stdout).not.toContain('hash');
  expect((await run('list')).stdout).toContain(`${first}  research  revoked`);
}, 20_000);

test.each<[string, string[], string]>([
  [
    'a tenant that does not exist',
    ['create', '--tenant', 'nobody'],
    "tenant 'nobody' is not in the configuration, which has research\n",
  ],
  ['no tenant', ['create'], "error: required option '--tenant <name>' not specified\n"],
  [
    'a duration that is none',
    ['create', '--tenant', 'research', '--expires-in', 'soon'],
    "duration 'soon' is not a number with a unit of up to 100 years; write 90m, 12h, 30d or 4w\n",
  ],
  [
    'a region of another platform',
    ['list', '--region', 'mars-1'],
    "region 'mars-1' is not in the configuration, which has us-east-1, eu-west-1\n",
  ],
  [
    'an unknown key',
    ['revoke', 'abcdefgh01234567'],
    "there is no API key with the id 'abcdefgh01234567'; blueprint keys list shows them\n",
  ],
  [
    'a table that is not there',
    ['list', '--table', 'other'],
    `AWS does not have both table 'other' and secret '${names.apiKeyPepper}' in region us-east-1: deploy the global stack first, or name another table with --table\n`,
  ],
])('%s is answered with a sentence and exit code 1', async (_, args, stderr) => {
  expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr });
});

test('a state folder that is none is not made by listing its keys', async () => {
  const { code, stderr } = await run('list', '--state', path.join(folder, 'nothing'));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `'${path.join(folder, 'nothing')}' holds no local platform; blueprint serve --state makes one there\n`,
  });
});

test('an outage of AWS is said in a sentence', async () => {
  aws.outage = 400;
  const { code, stderr } = await run('list');
  aws.outage = undefined;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^AWS refused to use table 'acme-api-keys' .*outage\n$/);
});
