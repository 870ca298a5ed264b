import type { JsonObject } from '../http/json-body.ts';
import type { Thought } from './conversation-marks.ts';
import type { Document, Image } from './conversation-media.ts';

/** What can stand at the end of a prompt that is to be cached. */
export interface Cacheable {
  /** Anthropic's, e.g. `{ type: 'ephemeral' }`. @default - the prompt up to here is nothing to keep */
  readonly cacheControl?: JsonObject;
}

export interface ImagePart extends Cacheable {
  readonly kind: 'image';
  readonly image: Image;
  /** Where it stands in the request, for refusals. */
  readonly param: string;
}

/** What a tool answered. */
export interface ResultPart extends Cacheable {
  readonly kind: 'result';
  /** Of the call. */
  readonly id: string;
  /** All texts as one, maybe empty. */
  readonly text: string;
  readonly images: readonly ImagePart[];
  readonly failed: boolean;
}

/** A piece of a turn. No text is blank: providers refuse such. */
export type TurnPart =
  | ImagePart
  | ResultPart
  | (Cacheable &
      (
        | { readonly kind: 'text'; readonly text: string }
        | { readonly kind: 'document'; readonly document: Document }
        | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: JsonObject }
        /** What Claude thought before the text or the call that comes next. */
        | { readonly kind: 'thought'; readonly thought: Thought }
      ));

export interface Instruction extends Cacheable {
  readonly text: string;
}

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TurnPart[];
}

/** A chat as Anthropic and Bedrock see it: instructions apart, and two sides that take turns. */
export interface Conversation {
  /** From system and developer messages, wherever they stood. */
  readonly system: readonly Instruction[];
  /** No turn is empty, and no two in a row have the same role. */
  readonly turns: readonly Turn[];
}
