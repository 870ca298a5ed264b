import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filePepper, secretsManagerPepper } from '../../../../lambda/authorizer/adapters/pepper.ts';
import { awsEnvironment, type FakeAws, startFakeAws } from '../../../support/fake-aws.ts';

const pepper = 'a pepper of at least 32 characters';
let aws: FakeAws;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'pepper-'));
  aws = await startFakeAws('unused');
  Object.assign(process.env, awsEnvironment(aws.url));
});

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

test('a file gives its text without the line end', async () => {
  const file = path.join(folder, 'pepper');
  writeFileSync(file, `${pepper}\n`);
  expect(await filePepper(file)()).toBe(pepper);
});

test('a short pepper is refused', async () => {
  const file = path.join(folder, 'short');
  writeFileSync(file, 'salt');
  await expect(filePepper(file)()).rejects.toThrow(`the API key pepper in file '${file}' has 4 characters; it needs at least 32`);
});

test('a secret is read once', async () => {
  aws.secrets.set('acme/pepper', pepper);
  const read = secretsManagerPepper('acme/pepper');
  const before = aws.calls.length;
  expect(await Promise.all([read(), read()])).toEqual([pepper, pepper]);
  expect(await read()).toBe(pepper);
  expect(aws.calls.slice(before)).toEqual(['secretsmanager.GetSecretValue']);
});

test('a failure is not remembered', async () => {
  const read = secretsManagerPepper('late/pepper');
  await expect(read()).rejects.toThrow('ResourceNotFoundException');
  aws.secrets.set('late/pepper', pepper);
  expect(await read()).toBe(pepper);
});
