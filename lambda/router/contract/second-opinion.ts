import type { SecretReference } from './targets.ts';

/** A guardrail of Amazon Bedrock, asked with the credentials of the process. */
export interface BedrockGuardrail {
  readonly kind: 'bedrock-guardrail';
  /** Id or ARN. */
  readonly id: string;
  /** A number, or `DRAFT`. */
  readonly version: string;
  /** @default - the router's own */
  readonly region?: string;
}

/** A model that answers `safe`, or `unsafe` and the hazards of Llama Guard 3 and 4. */
export interface LlamaGuard {
  readonly kind: 'llama-guard';
  /** One of the configuration's models. */
  readonly model: string;
}

/** OpenAI's moderation endpoint, or another server's in its shape. */
export interface OpenAiModeration {
  readonly kind: 'openai-moderation';
  /** Up to and including the version. */
  readonly baseUrl: string;
  readonly model: string;
  /** @default - no authorization header */
  readonly apiKey?: SecretReference;
}

export type OpinionSource = BedrockGuardrail | LlamaGuard | OpenAiModeration;

/** Who is asked about texts that the first levels are not sure of, and when. */
export interface SecondOpinion {
  readonly source: OpinionSource;
  /** The lowest and the highest score, 0 to 1, that count as uncertain. */
  readonly between: readonly number[];
  /** For all that is asked about the texts of one request, or of one choice of an answer. */
  readonly timeoutMs: number;
}
