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
