import { redisPlace } from '../../../../lambda/router/adapters/redis-url.ts';

test.each([
  ['redis://127.0.0.1:6379', {}],
  ['rediss://router@cache.example.com', { user: 'router' }],
  ['rediss://cache.example.com?secret=redis/password', { secret: 'redis/password' }],
  ['rediss://a%40b@cache.example.com:6380?secret=s', { user: 'a@b', secret: 's' }],
  ['rediss://u@host:6379?iam=replicationgroup/acme-counters', { user: 'u', iam: 'replicationgroup/acme-counters' }],
  ['rediss://u@host:6379?iam=serverlesscache/acme', { user: 'u', iam: 'serverlesscache/acme' }],
])('%s says where Redis is and how to be let in', (url, more) => {
  expect(redisPlace('QUOTA', url)).toEqual({ url, ...more });
});

test.each([
  ['rediss://:hunter2@cache', 'QUOTA holds a password; leave it out'],
  ['rediss:', "QUOTA is 'rediss:'; it must be a URL such as redis://127.0.0.1:6379"],
  ['rediss://cache?db=1', "QUOTA has the parameter 'db'; there are iam and secret"],
  ['rediss://u@cache?iam=replicationgroup/a&secret=b', 'QUOTA has both iam and secret; keep one'],
  ['redis://cache?secret=b', 'QUOTA sends a credential without TLS; write rediss:// for redis://'],
  ['redis://u@cache?iam=replicationgroup/a', 'without TLS'],
  ['rediss://cache?iam=replicationgroup/a', 'QUOTA has iam and no user; write rediss://<user>@cache?iam=replicationgroup/a'],
  ['rediss://u@cache?iam=a', 'QUOTA has iam=a; it must be replicationgroup/<id> or serverlesscache/<name>'],
  ['rediss://u@cache?iam=replicationgroup/A', 'it must be replicationgroup/<id>'],
])('%s is refused with a sentence', (url, message) => {
  const read = () => redisPlace('QUOTA', url);
  expect(read).toThrow(`environment variable `);
  expect(read).toThrow(message);
  expect(read).not.toThrow('hunter2');
});
