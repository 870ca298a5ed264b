import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/** A secret that must reach the upstream and nothing else. */
export const UPSTREAM_KEY = 'sk-upstream-0123456789abcdef';
/** Text that must stand in answers only: never in a log or a usage row. */
export const PROMPT = 'the blue heron waits by the weir';

export interface RouterSetup {
  readonly upstream: Upstream;
  /** The router's environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The ledger's rows of one request. */
  readonly rows: (requestId: string) => readonly Readonly<Record<string, unknown>>[];
}

/** A configuration with the models `echo`, `hashing-embedder` and `upstream`, a ledger in a file, and the upstream on loopback. */
export async function routerSetup(folder: string): Promise<RouterSetup> {
  const upstream = await startUpstream();
  const config: RouterConfig = {
    version: 1,
    models: {
      echo: { kind: 'echo' },
      'hashing-embedder': { kind: 'hashing-embedder', dimensions: 64 },
      upstream: { kind: 'openai', baseUrl: upstream.baseUrl, apiKey: { secret: 'openai/api-key' } },
    },
  };
  const configFile = path.join(folder, 'router.json');
  const ledger = path.join(folder, 'usage.sqlite');
  writeFileSync(configFile, JSON.stringify(config));
  return {
    upstream,
    variables: {
      [RouterEnvironment.CONFIG]: `file:${configFile}`,
      [RouterEnvironment.LEDGER]: `sqlite:${ledger}`,
      [RouterEnvironment.SECRETS]: 'env:',
      OPENAI_API_KEY: UPSTREAM_KEY,
    },
    rows: (requestId) => {
      const database = new DatabaseSync(ledger, { readOnly: true });
      try {
        return allRows(database).filter((row) => Object.values(row).includes(requestId));
      } finally {
        database.close();
      }
    },
  };
}

function allRows(database: DatabaseSync): Record<string, unknown>[] {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return tables.flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all());
}

export const chat = (model: string, stream: boolean): string =>
  JSON.stringify({ model, stream, messages: [{ role: 'user', content: PROMPT }] });
