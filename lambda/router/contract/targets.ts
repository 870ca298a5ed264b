import type { UpstreamTimeouts } from './resilience.ts';

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

/** A model that has no replica while nobody asks, and is started for whoever does. */
export interface ColdStart {
  /** What is started, e.g. `llama-8b-v3`: a model and its adapters are one. */
  readonly release: string;
  /** From the first request to the first answer, at the most. */
  readonly withinMs: number;
}

/** Any upstream that is called over the network. */
interface Remote {
  /** @default - `DEFAULT_TIMEOUTS` */
  readonly timeouts?: UpstreamTimeouts;
}

/** An upstream that the platform may serve by itself. */
interface Served extends Remote {
  /** @default - it does not sleep */
  readonly coldStart?: ColdStart;
}

/** What OpenAI's API calls the limit of an answer's tokens: the older name, and the one that counts what the model thinks too. */
export type TokenLimit = 'max_tokens' | 'max_completion_tokens';

/** Any server that speaks OpenAI's HTTP API. */
export interface OpenAiTarget extends Served {
  readonly kind: 'openai';
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** The upstream's name of the model. @default - the name that the client asked for */
  readonly model?: string;
  /** Sent as `authorization: Bearer …`. @default - no authorization header */
  readonly apiKey?: SecretReference;
  /** The name that it knows of the two for the limit of an answer's tokens. @default - as the client calls it */
  readonly tokenLimit?: TokenLimit;
}

/** Anthropic wants a limit for every answer, OpenAI's clients need not send one. What a model thinks counts: a low limit leaves nothing for the answer. */
export const ANTHROPIC_MAX_TOKENS = 16_384;

/** Anthropic's Messages API. */
export interface AnthropicTarget extends Remote {
  readonly kind: 'anthropic';
  /** Up to, not including, `/v1`, e.g. `https://api.anthropic.com`. */
  readonly baseUrl: string;
  /** Anthropic's name of the model. @default - the name that the client asked for */
  readonly model?: string;
  /** Sent as `x-api-key`. @default - no such header */
  readonly apiKey?: SecretReference;
  /** The limit of answers whose request sets none. @default ANTHROPIC_MAX_TOKENS */
  readonly maxTokens?: number;
}

/** Amazon Bedrock's Converse API, called with the credentials of the process. */
export interface BedrockTarget extends Remote {
  readonly kind: 'bedrock';
  /** A foundation model or inference profile, by id or ARN, e.g. `eu.anthropic.claude-sonnet-4-5-20250929-v1:0`. */
  readonly modelId: string;
  /** @default - the router's own */
  readonly region?: string;
}

/** What runs a model inside Triton: each wants a chat under other names. */
export type TritonBackend = 'tensorrt-llm' | 'vllm';

/** The tensors of an embedding model: a text a row goes in, a vector a row comes out. */
export interface TritonEmbeddings {
  /** BYTES, of shape [n, 1]. */
  readonly input: string;
  /** FP32, of shape [n, dimensions]. */
  readonly output: string;
}

/** NVIDIA Triton: its generate extension for chats, or KServe's inference protocol v2 for embeddings. */
export interface TritonTarget extends Served {
  readonly kind: 'triton';
  /** Up to, not including, `/v2`, e.g. `https://triton.internal:8000`. */
  readonly baseUrl: string;
  /** Triton's name of the model. */
  readonly model: string;
  /** @default - the one that the server's version policy picks */
  readonly version?: number;
  /** @default 'tensorrt-llm' */
  readonly backend?: TritonBackend;
  /** Makes it a model for embeddings, and for nothing else. @default - a model for chats */
  readonly embeddings?: TritonEmbeddings;
}

/** Upstreams that speak another API than OpenAI's: what goes there and comes back is translated. */
export type TranslatedTarget = AnthropicTarget | BedrockTarget | TritonTarget;

/** Upstreams that are called over the network. */
export type RemoteTarget = OpenAiTarget | TranslatedTarget;

export type ModelTarget = EchoTarget | HashingEmbedderTarget | RemoteTarget;
