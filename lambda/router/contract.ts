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
 * - `QUOTA`: `memory:` (each process counts by itself) | `redis://<host>:<port>` | `rediss://<host>:<port>`. @default `memory:`
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row of a DynamoDB ledger expires. @default - rows do not expire
 */
export const RouterEnvironment = {
  CONFIG: 'ROUTER_CONFIG',
  LEDGER: 'USAGE_LEDGER',
  SECRETS: 'SECRETS',
  QUOTA: 'QUOTA',
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

/** Anthropic's Messages API. */
export interface AnthropicTarget {
  readonly kind: 'anthropic';
  /** Up to, not including, `/v1`, e.g. `https://api.anthropic.com`. */
  readonly baseUrl: string;
  /** Anthropic's name of the model. @default - the name that the client asked for */
  readonly model?: string;
  /** Sent as `x-api-key`. @default - no such header */
  readonly apiKey?: SecretReference;
}

/** Amazon Bedrock's Converse API, called with the credentials of the process. */
export interface BedrockTarget {
  readonly kind: 'bedrock';
  /** A foundation model or inference profile, by id or ARN, e.g. `eu.anthropic.claude-sonnet-4-5-20250929-v1:0`. */
  readonly modelId: string;
  /** @default - the router's own */
  readonly region?: string;
}

/** NVIDIA Triton's generate extension. */
export interface TritonTarget {
  readonly kind: 'triton';
  /** Up to, not including, `/v2`, e.g. `https://triton.internal:8000`. */
  readonly baseUrl: string;
  /** Triton's name of the model. */
  readonly model: string;
  /** @default - the one that the server's version policy picks */
  readonly version?: number;
}

/** Upstreams that speak another API than OpenAI's: what goes there and comes back is translated. Chat only. */
export type TranslatedTarget = AnthropicTarget | BedrockTarget | TritonTarget;

/** Upstreams that are called over the network. */
export type RemoteTarget = OpenAiTarget | TranslatedTarget;

export type ModelTarget = EchoTarget | HashingEmbedderTarget | RemoteTarget;

/** The ways to put the candidates of a route in order. The first is tried first, the others when it fails. */
export const ROUTE_STRATEGIES = ['priority', 'weighted', 'round-robin', 'least-in-flight', 'lowest-latency'] as const;
export type RouteStrategy = (typeof ROUTE_STRATEGIES)[number];

/** Days as they are written in time windows, in the order of `Date.getUTCDay`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Two times of day, e.g. `08:00-18:00` or, over midnight, `22:00-06:00`. */
export const HOURS_PATTERN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** From `min` to `max`, both included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** A weekly window in UTC. One that runs over midnight belongs to the day on which it begins. */
export interface TimeWindow {
  /** @default - every day */
  readonly days?: readonly Weekday[];
  /** From the first minute to before the second. @default - all day */
  readonly hours?: string;
}

/** What must hold for a candidate to be asked. Every condition that is there counts. */
export interface CandidateConditions {
  readonly tenants?: readonly string[];
  readonly regions?: readonly string[];
  readonly time?: TimeWindow;
  /** Tokens of the prompt, estimated. */
  readonly contextTokens?: Bounds;
  /** Score of the prompt, 0 to 1; docs/routing.md says how it is made up. */
  readonly complexity?: Bounds;
  /** True for streams only, false for whole answers only. */
  readonly stream?: boolean;
}

/** One of the models behind an alias. */
export interface RouteCandidate {
  /** A configured model. */
  readonly model: string;
  /** Share of the requests, in proportion to the other weights. @default - no share: a fallback */
  readonly weight?: number;
  /** @default - asked for everything */
  readonly when?: CandidateConditions;
}

/** An alias that stands for several models. */
export interface ModelRoute {
  readonly strategy: RouteStrategy;
  /** What a weighted split is drawn for: each request anew, or each caller for good. */
  readonly splitBy: 'request' | 'principal';
  /** In order; each model once. */
  readonly candidates: readonly RouteCandidate[];
  /** The text to answer with when no candidate can. @default - 503 */
  readonly defaultAnswer?: string;
}

/** How much may be used at most. Whole numbers above 0; each may be left out. */
export interface RateLimits {
  /** In any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Of prompts and answers, in any 60 seconds. */
  readonly tokensPerMinute?: number;
  /** Requests that run at the same time. */
  readonly concurrency?: number;
}

/** The limits of a tenant as a whole, and of each of its keys and users. */
export interface TenantLimits extends RateLimits {
  readonly perKey?: RateLimits;
  /** By the request's `user`, under its key. */
  readonly perUser?: RateLimits;
  /** While the shared store is out of reach: refuse with 503, or let each router process grant a tenth of every limit by itself. */
  readonly whenUnavailable: 'refuse' | 'localShare';
}

/** What the router needs to know of the platform. Written by synth (AppConfig) and by the local platform (a file). */
export interface RouterConfig {
  readonly version: 1;
  /** By the name that clients use. `*` takes every name that no other entry claims. */
  readonly models: Readonly<Record<string, ModelTarget>>;
  /** By the alias that clients use as `model`; none is also the name of a model. @default - no aliases */
  readonly routes?: Readonly<Record<string, ModelRoute>>;
  /** The only regions that may serve a tenant, by tenant. A tenant that is not named is bound to none. @default - none is bound */
  readonly residency?: Readonly<Record<string, readonly string[]>>;
  /** By tenant. @default - no tenant is limited */
  readonly limits?: Readonly<Record<string, TenantLimits>>;
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
