import type { AwsCredentials } from '../aws-signature.ts';
import { adapterFor } from '../locator.ts';
import { once } from '../once.ts';
import { postgresPlace, rdsToken } from './adapters/postgres-place.ts';
import type { Engine } from './engine.ts';
import type { VectorDatabase } from './vector-database.ts';

/** What an engine is let in with. */
export interface VectorAccess {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly credentials: () => Promise<AwsCredentials>;
  /** Reads a secret by its name. */
  readonly secret: (name: string) => Promise<string>;
}

/**
 * The database that the environment names; its code is loaded with the first opening.
 *
 * - `memory:` in this process
 * - `sqlite:<file>`
 * - `postgres:<host>:<port>/<database>?user=<user>` (IAM) | `postgres://<user>@<host>:<port>/<database>?secret=<name of the password>`
 * - `opensearch:<endpoint of a vector search collection>`
 * - `s3vectors:<vector bucket>`
 * - `qdrant:<url>?key=<name of the secret with the API key>`
 *
 * @param variable of the environment
 * @throws Error that names the variable, when its value starts otherwise
 */
export function vectorDatabaseFrom(variable: string, access: VectorAccess): VectorDatabase {
  const { environment } = access;
  return adapterFor<VectorDatabase>(environment, variable, {
    memory: () => lazily(async () => (await import('./adapters/memory.ts')).memoryEngine()),
    sqlite: (file) => lazily(async () => (await import('./adapters/sqlite.ts')).sqliteEngine(file)),
    postgres: (rest) => postgres(rest, access),
    opensearch: (endpoint) => {
      requireUrl(variable, `opensearch:${endpoint}`);
      return lazily(async () => (await import('./adapters/opensearch.ts')).openSearchEngine(endpoint, access));
    },
    s3vectors: (bucket) => {
      const endpoint = environment.AWS_ENDPOINT_URL_S3VECTORS ?? environment.AWS_ENDPOINT_URL;
      return lazily(async () => (await import('./adapters/s3vectors.ts')).s3VectorsEngine(bucket, { ...access, endpoint }));
    },
    qdrant: (rest) => qdrant(variable, rest, access),
  });
}

function postgres(rest: string, { region, credentials, secret }: VectorAccess): VectorDatabase {
  const place = postgresPlace(rest);
  const { login } = place;
  const password = login === 'iam' ? async () => rdsToken(place, region, await credentials(), new Date()) : undefined;
  const kept = typeof login === 'object' ? () => secret(login.secret) : undefined;
  return lazily(async () => (await import('./adapters/postgres.ts')).postgresEngine(place, { password: password ?? kept }));
}

function qdrant(variable: string, rest: string, { secret }: VectorAccess): VectorDatabase {
  const [address = '', query] = rest.split('?', 2);
  requireUrl(variable, `qdrant:${address}`);
  const name = new URLSearchParams(query).get('key');
  const key = name === null ? undefined : () => secret(name);
  // A key that travels in the clear is everybody's.
  if (key !== undefined && !address.startsWith('https:') && !/^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(address)) {
    throw new Error(`environment variable ${variable} sends a key to ${address} without TLS; write https://`);
  }
  return lazily(async () => (await import('./adapters/qdrant.ts')).qdrantEngine(address, { key }));
}

function requireUrl(variable: string, locator: string): void {
  const address = locator.slice(locator.indexOf(':') + 1);
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return;
  throw new Error(
    `environment variable ${variable} is '${locator}'; its scheme is followed by a URL such as https://example.com`,
  );
}

/** Loaded with the first opening: many platforms compare no vectors, and pg takes longer to load than all of the router. */
function lazily(make: () => Promise<Engine>): VectorDatabase {
  const database = once(async () => (await import('./checked.ts')).checked(await make()));
  return {
    open: async (definition) => (await database()).open(definition),
    close: async () => (await database()).close(),
  };
}
