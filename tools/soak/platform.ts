import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type LocalPlatform, startPlatform } from '../../test/support/local-platform.ts';
import type { Logged } from './balance.ts';
import type { FaultyUpstream } from './upstream.ts';

/** Fewer than the clients of a soak, so that the limit is reached. */
export const CONCURRENCY = 40;

export interface SoakedPlatform extends LocalPlatform {
  /** Lines of the log that tell of requests. */
  readonly logged: () => readonly Logged[];
  /** Lines of the log that tell of errors. */
  readonly errors: () => readonly string[];
}

interface Upstreams {
  readonly shaky: FaultyUpstream;
  readonly flapping: FaultyUpstream;
}

/** The local platform as a process of its own, with short time limits and every limit of quota that a request can meet. */
export async function startSoaked({ shaky, flapping }: Upstreams, store: string): Promise<SoakedPlatform> {
  const timeouts = { connectSeconds: 1, firstTokenSeconds: 1, stallSeconds: 1, totalSeconds: 10 };
  const plenty = 1_000_000_000;
  const configuration = {
    name: 'soak',
    regions: { 'us-east-1': {} },
    models: {
      echo: { echo: {} },
      shaky: { openai: { baseUrl: shaky.url }, timeouts },
      flapping: { openai: { baseUrl: flapping.url }, timeouts },
      held: { openai: { baseUrl: shaky.url } },
    },
    routes: {
      chat: { candidates: [{ model: 'shaky' }, { model: 'flapping' }, { model: 'echo' }] },
      back: { candidates: [{ model: 'flapping' }, { model: 'echo' }] },
    },
    tenants: {
      default: {
        limits: {
          requestsPerMinute: plenty,
          tokensPerMinute: plenty,
          concurrency: CONCURRENCY,
          perKey: { requestsPerMinute: plenty },
          perUser: { concurrency: 2 },
        },
      },
    },
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'));
  const file = path.join(folder, 'soak.json');
  writeFileSync(file, JSON.stringify(configuration));
  // As npm start does.
  const environment = { QUOTA: store, BREAKERS: store, NODE_OPTIONS: '--max-semi-space-size=8' };
  const platform = await startPlatform(['--config', file], environment);
  rmSync(folder, { recursive: true });
  const lines = () => platform.stdout().split('\n').slice(1, -1);
  return {
    ...platform,
    logged: () =>
      lines()
        .flatMap((line) => (line.includes('"message":"request"') ? [JSON.parse(line) as Logged] : []))
        .filter(({ attempts }) => attempts > 0),
    errors: () => lines().filter((line) => line.startsWith('{"level":"error"')),
  };
}
