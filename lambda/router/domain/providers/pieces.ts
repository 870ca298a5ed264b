import type { FinishReason } from './finish-reason.ts';

/**
 * What an answer is made of, in no provider's words: whole answers and streams are both read into pieces, and OpenAI's answers and
 * streams are both made of them.
 */
export type Piece =
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  /** What a model thinks before it answers. */
  | { readonly kind: 'reasoning'; readonly text: string }
  /** It begins to think, maybe without a word. */
  | { readonly kind: 'thinking' }
  /** Of what it thought since then. */
  | { readonly kind: 'signature'; readonly signature: string }
  /** A thought that only the provider can read. */
  | { readonly kind: 'redacted'; readonly data: string }
  /** A tool call begins. `block` is the provider's number of it. */
  | { readonly kind: 'tool'; readonly block: number; readonly id: string; readonly name: string }
  /** Some more of the JSON that a tool is called with. */
  | { readonly kind: 'arguments'; readonly block: number; readonly json: string }
  /** A text, a thought or a call is through. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'usage'; readonly counts: TokenCounts }
  | { readonly kind: 'finish'; readonly reason: FinishReason }
  /** The provider's own end mark. */
  | { readonly kind: 'end' }
  /** The provider gives up in the middle of a stream; `status` is the one that a whole answer would have had. */
  | { readonly kind: 'error'; readonly status: number; readonly message: string };

export type ErrorPiece = Extract<Piece, { readonly kind: 'error' }>;

/** Members that are not there have not been reported, or not yet. */
export interface TokenCounts {
  /** Those read from and written to the provider's cache included. */
  readonly input?: number;
  readonly cached?: number;
  /** Written to the provider's cache. */
  readonly written?: number;
  /** Of those, for an hour. */
  readonly written1h?: number;
  readonly output?: number;
  /** Of the output, thought before the answer. */
  readonly reasoning?: number;
}

export const NO_PIECES: readonly Piece[] = [];
