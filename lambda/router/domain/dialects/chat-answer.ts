import type { FinishReason } from '../providers/finish-reason.ts';

/** One stretch of an answer. `text` grows while the answer streams; a call's is the JSON that it is called with. */
export type Block =
  | { readonly kind: 'text' | 'refusal'; readonly text: string }
  | {
      readonly kind: 'reasoning';
      readonly text: string;
      /** Anthropic's, once the thought is through. @default - nobody signs it */
      readonly signature?: string;
      /** Instead of a text: a thought that only Anthropic can read. @default - the text is all */
      readonly redacted?: string;
    }
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly text: string };

/** What a model answered to a chat, so far. */
export interface ChatAnswer {
  /** @default - the answer does not say */
  readonly model?: string;
  readonly blocks: readonly Block[];
  /** @default - the answer is not through */
  readonly finish?: FinishReason;
  readonly usage: ChatUsage;
}

/** Tokens; 0 for what the answer does not say. */
export interface ChatUsage {
  /** Those read from and written to the upstream's cache included. */
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  /** Those thought before the answer included. */
  readonly output: number;
  readonly reasoning: number;
}

/** What happens to the block at this place of an answer. No two blocks are open at a time. */
export type Step =
  | { readonly kind: 'open'; readonly at: number; readonly block: Block }
  | { readonly kind: 'add'; readonly at: number; readonly block: Block; readonly text: string }
  | { readonly kind: 'close'; readonly at: number; readonly block: Block };
