import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { mustRun, startChild } from '../emulator/child.ts';
import { TENANTS, type Tenant } from './question.ts';

/** Where the parts behind the platform are, each behind its door. */
export interface Behind {
  readonly large: string;
  readonly small: string;
  /** @default - there is no Triton */
  readonly triton?: string;
  /** @default - quota, breakers and cache are in the process */
  readonly redis?: string;
  /** Takes the platform's traces. */
  readonly collector: string;
}

export interface DemoPlatform {
  /** Base URL for OpenAI's clients. */
  readonly url: string;
  readonly keys: Readonly<Record<Tenant, string>>;
}

/** Share of the requests that are traced. */
const TRACED = '0.05';

/**
 * The local platform as `npm start` runs it, with three tenants and keys for them. It ends with this program.
 *
 * @throws Error with what it said when it does not start
 */
export async function startDemoPlatform(folder: string, port: number, behind: Behind): Promise<DemoPlatform> {
  const file = path.join(folder, 'platform.json');
  writeFileSync(file, JSON.stringify(demoConfig(behind)));
  const state = path.join(folder, 'platform');
  const { redis, collector } = behind;
  const child = startChild(
    process.execPath,
    [...BLUEPRINT, 'serve', '--json', '--config', file, '--state', state, '--port', String(port)],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(redis !== undefined && { QUOTA: redis, BREAKERS: redis, RESPONSE_CACHE: redis }),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector,
        OTEL_TRACES_SAMPLER_ARG: TRACED,
      },
    },
  );
  const url = await addressOf(child);
  const keys = {} as Record<Tenant, string>;
  for (const tenant of TENANTS) keys[tenant] = await keyOf(tenant, file, state);
  return { url, keys };
}

const root = path.join(__dirname, '..', '..');
const BLUEPRINT = ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning', '--import', 'tsx', 'bin/blueprint.ts'];

/** What a platform prints as its first line. Nobody reads the others: a line for each request of an hour would fill the memory. */
async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  if (stdout === null || stderr === null) throw new Error('the platform has no output');
  let said = '';
  stderr.on('data', (part: Buffer) => {
    said = `${said}${part}`.slice(-2_000);
  });
  for await (const line of createInterface({ input: stdout })) {
    stdout.destroy();
    return (JSON.parse(line) as { readonly url: string }).url;
  }
  throw new Error(`the platform did not start: ${said.trim()}`);
}

async function keyOf(tenant: string, file: string, state: string): Promise<string> {
  const args = ['keys', 'create', '--tenant', tenant, '--json', '--config', file, '--state', state];
  const said = await mustRun(`there is no key for the tenant ${tenant}`, process.execPath, [...BLUEPRINT, ...args], {
    cwd: root,
  });
  return (JSON.parse(said) as { readonly apiKey: string }).apiKey;
}

function demoConfig({ large, small, triton }: Behind): object {
  const timeouts = { connectSeconds: 2, firstTokenSeconds: 10, stallSeconds: 3, totalSeconds: 40 };
  const model = (baseUrl: string, inputPerMillionTokens: number, outputPerMillionTokens: number) => ({
    openai: { baseUrl: `${baseUrl}/v1` },
    ...{ timeouts, price: { inputPerMillionTokens, outputPerMillionTokens } },
  });
  // Without Redis, green is refused and the others go on.
  const local = { requestsPerMinute: 1_000_000, whenUnavailable: 'localShare' };
  return {
    name: 'demo',
    regions: { 'eu-west-1': {} },
    models: {
      large: model(large, 3, 15),
      small: model(small, 0.15, 0.6),
      ...(triton !== undefined && { words: { triton: { baseUrl: triton, model: 'words' }, timeouts } }),
    },
    routes: {
      chat: { candidates: [{ model: 'large' }, { model: 'small' }] },
      assistant: { candidates: [...(triton === undefined ? [] : [{ model: 'words' }]), { model: 'small' }] },
    },
    tenants: {
      blue: { cache: { ttlSeconds: 60 }, limits: local, budgets: { month: 10_000 } },
      green: { limits: { tokensPerMinute: 1_000_000_000, concurrency: 500 }, budgets: { day: 5_000 } },
      careful: { moderation: { input: 'block' }, limits: local },
    },
  };
}
