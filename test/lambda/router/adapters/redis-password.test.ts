import { redisPassword } from '../../../../lambda/router/adapters/redis-password.ts';

const asked: string[] = [];
const secrets = { read: async (name: string) => `value ${asked.push(name)} of ${name}` };
const environment = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'never-shown', AWS_SESSION_TOKEN: 'session' };
const access = { environment, region: 'eu-west-1', secrets };

test('without a credential none is sent', () => {
  expect(redisPassword({ url: 'redis://127.0.0.1' }, access)).toBeUndefined();
});

test('a secret is asked for each time: it may have been rotated', async () => {
  const password = redisPassword({ url: 'rediss://cache', secret: 'redis/password' }, access);
  expect([await password?.(), await password?.()]).toEqual(['value 1 of redis/password', 'value 2 of redis/password']);
});

test('IAM’s token is made of the credentials that the process has at that moment', async () => {
  const role = { ...environment };
  const place = { url: 'rediss://u@cache', user: 'u', iam: 'replicationgroup/acme' };
  const password = redisPassword(place, { ...access, environment: role });
  expect(await password?.()).toMatch(/^acme\/\?Action=connect&User=u&.*Credential=AKIDEXAMPLE%2F\d{8}%2Feu-west-1%2Felasticache/);
  role.AWS_ACCESS_KEY_ID = 'AKIDNEXT';
  expect(await password?.()).toContain('Credential=AKIDNEXT');
});
