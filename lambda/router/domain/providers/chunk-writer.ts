import { DONE_EVENT, dataEvent } from '../upstream/sse.ts';
import type { Usage } from '../usage.ts';
import type { Stamp } from './completion.ts';
import { openAiUsage, usageOf } from './counted.ts';
import type { FinishReason } from './finish-reason.ts';
import type { ErrorPiece, Piece, TokenCounts } from './pieces.ts';
import { Thoughts } from './thoughts.ts';

/**
 * Writes OpenAI's stream from the pieces of a provider's. It says nothing before the first word, thought or tool call, so that an answer
 * which fails until then can still become another's.
 */
export class ChunkWriter {
  readonly #stamp: Stamp;
  readonly #includeUsage: boolean;
  /** By the provider's number of the block: ours, and whether it has arguments yet. */
  readonly #tools = new Map<number, { readonly index: number; filled: boolean }>();
  readonly #thoughts = new Thoughts();
  /** Thoughts that the client has in full. */
  #told = 0;
  #model: string;
  #open = false;
  #working = false;
  #finish: FinishReason | undefined;
  #ended = false;
  #error: ErrorPiece | undefined;
  #counts: TokenCounts = {};
  #bytes = 0;

  constructor(stamp: Stamp, includeUsage: boolean) {
    this.#stamp = stamp;
    this.#model = stamp.model;
    this.#includeUsage = includeUsage;
  }

  /** @returns the events that the client gets now, an empty text for none */
  push(pieces: readonly Piece[]): string {
    return pieces.map((piece) => this.#take(piece)).join('');
  }

  /** What closes a whole answer. */
  close(usage: Usage): string {
    const empty = [...this.#tools.values()].filter(({ filled }) => !filled);
    return [
      ...empty.map(({ index }) => this.#chunk({ tool_calls: [{ index, function: { arguments: '{}' } }] })),
      this.#chunk({}, this.#finish ?? 'stop'),
      ...(this.#includeUsage ? [this.#event([], openAiUsage(usage, this.#counts))] : []),
      DONE_EVENT,
    ].join('');
  }

  usage(whole: boolean, estimateInput: () => number): Usage {
    return usageOf(this.#counts, whole, this.#bytes, estimateInput);
  }

  get model(): string {
    return this.#model;
  }

  /** The provider has said why the text stops. */
  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /** A thought or a call is under way, which may take minutes before there is more of it to tell. */
  get working(): boolean {
    return this.#working;
  }

  /** The provider has set its end mark. */
  get ended(): boolean {
    return this.#ended;
  }

  get error(): ErrorPiece | undefined {
    return this.#error;
  }

  #take(piece: Piece): string {
    switch (piece.kind) {
      case 'text':
        return this.#said(piece.text) ? this.#chunk({ content: piece.text }) : '';
      case 'reasoning':
        this.#thoughts.take(piece);
        return this.#said(piece.text) ? this.#chunk({ reasoning_content: piece.text }) : '';
      case 'thinking':
        this.#working = true;
        this.#thoughts.take(piece);
        return '';
      case 'signature':
      case 'redacted':
        return this.#chunk({ thinking_blocks: [{ index: this.#told++, ...this.#thoughts.take(piece) }] });
      case 'closed':
        this.#working = false;
        return '';
      case 'tool':
        this.#working = true;
        return this.#toolChunk(piece);
      case 'arguments':
        return this.#argumentsChunk(piece.block, piece.json);
      case 'model':
        this.#model = piece.name;
        return '';
      case 'usage':
        this.#counts = { ...this.#counts, ...piece.counts };
        return '';
      case 'finish':
        this.#finish = piece.reason;
        return '';
      case 'end':
        this.#ended = true;
        return '';
      case 'error':
        this.#error ??= piece;
        return '';
    }
  }

  #toolChunk({ block, id, name }: Extract<Piece, { readonly kind: 'tool' }>): string {
    const index = this.#tools.size;
    this.#tools.set(block, { index, filled: false });
    this.#said(name);
    return this.#chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
  }

  /** Those of a tool that runs at the provider's have no call of ours to go to. */
  #argumentsChunk(block: number, json: string): string {
    const tool = this.#tools.get(block);
    if (tool === undefined || !this.#said(json)) return '';
    tool.filled = true;
    return this.#chunk({ tool_calls: [{ index: tool.index, function: { arguments: json } }] });
  }

  #said(text: string): boolean {
    this.#bytes += Buffer.byteLength(text);
    return text !== '';
  }

  #chunk(delta: object, finish: FinishReason | null = null): string {
    const first = this.#open ? '' : this.#choice({ role: 'assistant', content: '' }, null);
    this.#open = true;
    return first + this.#choice(delta, finish);
  }

  #choice(delta: object, finish: FinishReason | null): string {
    return this.#event([{ index: 0, delta, logprobs: null, finish_reason: finish }], null);
  }

  #event(choices: readonly object[], usage: object | null): string {
    const { id, created } = this.#stamp;
    const chunk = { id, object: 'chat.completion.chunk', created, model: this.#model, choices };
    return dataEvent(this.#includeUsage ? { ...chunk, usage } : chunk);
  }
}
