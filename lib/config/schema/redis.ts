import { section, text, whole } from './field.ts';
import { secretReference } from './secret-reference.ts';

const existing = (description: string) =>
  section(
    {
      url: text(/^rediss:\/\/[a-zA-Z0-9.-]{1,253}(:\d{1,5})?$/, 'Where it is; it must speak TLS. Default port: 6379.', {
        is: 'the URL of a Redis with TLS',
        use: 'one such as rediss://redis.example.com:6379; user and password have fields of their own',
      }),
      user: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "Redis' name for the router. Default: the user default.", {
        is: 'the name of a user',
        use: 'letters, digits and ._-, e.g. llm-router',
      }).optional(),
      password: secretReference('Password of the user. Default: none is sent.', 'redis/password').optional(),
    },
    description,
  );

/** What routers of a region share: counters and answers. */
export const redis = section(
  {
    nodeType: text(
      /^cache\.[a-z0-9]+\.[a-z0-9]+$/,
      'Type of each node, for counters and for answers. Default: cache.t4g.micro.',
      {
        is: 'a type of ElastiCache node',
        use: 'one such as cache.t4g.micro or cache.m7g.large',
      },
    ).optional(),
    replicas: whole(1, 5, 1, 'Replicas of each primary, of which one takes over when it fails. Default: 1.').optional(),
    serverless: section(
      {
        answerGigabytes: whole(1, 5000, 10, 'Gigabytes of answers from which on the oldest go. Default: 10.').optional(),
      },
      'ElastiCache Serverless in place of nodes: paid by use.',
    ).optional(),
    existing: section(
      {
        counters: existing('Counts quota and shares circuit breakers. Its memory policy must be noeviction.'),
        answers: existing(
          'Keeps answers. Its memory policy should be allkeys-lru. Default: each router keeps its own.',
        ).optional(),
      },
      'Redis 7 or Valkey that exists. Excludes the rest.',
    ).optional(),
  },
  'What the routers of a region share, in ElastiCache: quota, circuit breakers, answers. Default: every router counts by itself.',
);
