import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PlatformInput } from '../../lib/config/schema/platform.ts';

const MANY = 1_000_000_000;
const rates = { requestsPerMinute: MANY, tokensPerMinute: MANY, concurrency: 10_000 };

/**
 * Everything on that a request can pass: limits of tenant, key and user, the guard of what goes in, the cache's look-up. No limit is ever reached,
 * so that each request pays for all of it.
 */
const POLICIES: PlatformInput = {
  name: 'bench',
  regions: { 'us-east-1': {} },
  models: { echo: { echo: {} } },
  tenants: {
    default: {
      limits: { ...rates, perKey: rates, perUser: rates },
      moderation: { input: 'block' },
      cache: { ttlSeconds: 60 },
    },
  },
};

/** The same without the cache: streams that are measured side by side ask the same, and would all be given the first one's answer. */
const FOR_STREAMS: PlatformInput = {
  ...POLICIES,
  tenants: { default: { ...POLICIES.tenants.default, cache: undefined } },
};

/** Where the two configurations are written. */
export interface PolicyFiles {
  readonly unary: string;
  readonly stream: string;
}

export function writePolicies(folder: string): PolicyFiles {
  mkdirSync(folder, { recursive: true });
  const files = { unary: path.join(folder, 'policies.json'), stream: path.join(folder, 'policies-for-streams.json') };
  writeFileSync(files.unary, JSON.stringify(POLICIES));
  writeFileSync(files.stream, JSON.stringify(FOR_STREAMS));
  return files;
}
