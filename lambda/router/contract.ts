import type { CallerContext } from '../authorizer/contract.ts';

/**
 * What the router Lambda and those who deploy or start it agree on: environment names, the routing configuration, the events.
 * Pure data and types: constructs, the platform, the local platform and the router itself all read this one file.
 */

/** One HTTP operation that the router answers. `path` is in API Gateway's notation. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Answered without a key: health checks cannot present one. */
  readonly public?: true;
}

/** Every operation that the router answers; API Gateway, the local platform and the router are built from this list. */
export const ROUTES: readonly RouteDefinition[] = [
  { method: 'POST', path: '/v1/chat/completions' },
  { method: 'POST', path: '/v1/embeddings' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{model}' },
  { method: 'GET', path: '/healthz', public: true },
];

/**
 * Environment variables of the router. Each value is a locator, `scheme:rest`; the scheme picks the adapter.
 *
 * - `ROUTER_CONFIG`: `appconfig:<application>/<environment>/<profile>` | `file:<path>` (watched)
 * - `USAGE_LEDGER`: `dynamodb:<table>` | `sqlite:<file>`
 * - `SECRETS`: `secretsmanager:` | `env:` (the secret `openai/api-key` is then read from `OPENAI_API_KEY`)
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row of a DynamoDB ledger expires. @default - rows do not expire
 */
export const RouterEnvironment = {
  CONFIG: 'ROUTER_CONFIG',
  LEDGER: 'USAGE_LEDGER',
  SECRETS: 'SECRETS',
  RETENTION_DAYS: 'USAGE_RETENTION_DAYS',
} as const;

/** A secret by name; the value is read at run time and stands in no file, template or environment. */
export interface SecretReference {
  readonly secret: string;
}

/** A model that repeats the prompt and says that it is no language model. For smoke tests and laptops. */
export interface EchoTarget {
  readonly kind: 'echo';
}

/** An embedder that hashes words into a unit vector and says so. */
export interface HashingEmbedderTarget {
  readonly kind: 'hashing-embedder';
  readonly dimensions: number;
}

/** Any server that speaks OpenAI's HTTP API. */
export interface OpenAiTarget {
  readonly kind: 'openai';
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** The upstream's name of the model. @default - the name that the client asked for */
  readonly model?: string;
  /** Sent as `authorization: Bearer …`. @default - no authorization header */
  readonly apiKey?: SecretReference;
}

export type ModelTarget = EchoTarget | HashingEmbedderTarget | OpenAiTarget;

/** What the router needs to know of the platform. Written by synth (AppConfig) and by the local platform (a file). */
export interface RouterConfig {
  readonly version: 1;
  /** By the name that clients use. `*` takes every name that no other entry claims. */
  readonly models: Readonly<Record<string, ModelTarget>>;
}

/** Time limits of an upstream call, milliseconds. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the response's headers. */
  readonly firstByteMs: number;
  /** Between two chunks of a body. */
  readonly idleMs: number;
}

/** Where the numbers of a usage row come from. */
export type UsageSource = 'provider' | 'counted' | 'estimated';

/** One row of the usage ledger: one attempt at one upstream. Never holds prompt or answer text. */
export interface UsageRow extends CallerContext {
  readonly requestId: string;
  /** 1 for the first upstream tried for this request. */
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly region: string;
  /** OpenAI's name of the operation, e.g. `chat.completions`. */
  readonly operation: 'chat.completions' | 'embeddings';
  /** As the client named it. */
  readonly model: string;
  readonly provider: ModelTarget['kind'];
  /** As the upstream named it. */
  readonly providerModel: string;
  readonly status: number;
  readonly stream: boolean;
  /** True when the answer ended before the upstream said so: client gone, upstream died, stalled. */
  readonly partial: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usageSource: UsageSource;
  readonly latencyMs: number;
  /** Milliseconds to the first byte of a streamed answer. */
  readonly firstByteMs?: number;
}
