import type { Piece } from './pieces.ts';

/** What `thinking_blocks` of an answer hold: to be sent back as they are. */
export type ThinkingBlock =
  | { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
  | { readonly type: 'redacted_thinking'; readonly data: string };

/** Puts what a model thought and its signature together. */
export class Thoughts {
  #text = '';

  /** @returns the block that this piece completes */
  take(piece: Piece): ThinkingBlock | undefined {
    switch (piece.kind) {
      case 'thinking':
        this.#text = '';
        return undefined;
      case 'reasoning':
        this.#text += piece.text;
        return undefined;
      case 'signature': {
        const thinking = this.#text;
        this.#text = '';
        return { type: 'thinking', thinking, signature: piece.signature };
      }
      case 'redacted':
        return { type: 'redacted_thinking', data: piece.data };
      default:
        return undefined;
    }
  }
}
