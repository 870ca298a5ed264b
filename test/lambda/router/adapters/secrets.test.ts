import { envSecrets } from '../../../../lambda/router/adapters/env-secrets.ts';
import { secretsManagerSecrets } from '../../../../lambda/router/adapters/secretsmanager-secrets.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { SkippingClock } from '../support/ports.ts';

let aws: FakeAws;
beforeAll(async () => {
  aws = await fakeAws();
});
beforeEach(() => {
  aws.calls.length = 0;
  aws.failing = false;
  aws.secrets.clear();
  aws.secrets.set('openai/api-key', 'sk-upstream\n').set('blank', ' ');
});
afterAll(() => aws.close());

describe.each([
  ['the environment', () => envSecrets({ OPENAI_API_KEY: 'sk-upstream\n', BLANK: ' ' })],
  ['Secrets Manager', () => secretsManagerSecrets(new SkippingClock())],
] as const)('secrets in %s', (_, make) => {
  test('are read by name, without the line end that editors add', async () => {
    await expect(make().read('openai/api-key')).resolves.toBe('sk-upstream');
  });

  test.each(['missing', 'blank'])('are not there when %s', async (name) => {
    await expect(make().read(name)).rejects.toThrow(Error);
  });
});

test('a missing variable is named', async () => {
  await expect(envSecrets({}).read('openai/api-key')).rejects.toThrow('set environment variable OPENAI_API_KEY');
});

test('Secrets Manager is asked once in five minutes, also by many at once', async () => {
  const clock = new SkippingClock();
  const secrets = secretsManagerSecrets(clock);
  await Promise.all(Array.from({ length: 10 }, () => secrets.read('openai/api-key')));
  clock.advance(299_000);
  await secrets.read('openai/api-key');
  expect(aws.calls).toEqual(['GetSecretValue']);
});

test('a rotated secret is read after five minutes', async () => {
  const clock = new SkippingClock();
  const secrets = secretsManagerSecrets(clock);
  await secrets.read('openai/api-key');
  aws.secrets.set('openai/api-key', 'sk-new');
  clock.advance(300_000);
  await expect(secrets.read('openai/api-key')).resolves.toBe('sk-new');
});

test('a failure is not kept', async () => {
  const secrets = secretsManagerSecrets(new SkippingClock());
  await expect(secrets.read('late')).rejects.toThrow(Error);
  aws.secrets.set('late', 'here');
  await expect(secrets.read('late')).resolves.toBe('here');
});
