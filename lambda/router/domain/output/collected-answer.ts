import type { ChatMessage } from '../openai/chat-message.ts';
import { isObject, isString } from '../openai/fields.ts';

type Json = Readonly<Record<string, unknown>>;

interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly json: string;
}

/** Puts the first choice of an answer together as it goes to the client: its text, its tool calls, and why it stopped. */
export class CollectedAnswer {
  #text = '';
  readonly #tools = new Map<number, ToolCall>();
  #finish: string | undefined;
  #failed = false;

  /** Text as the client gets it. */
  say(choice: number, text: string): void {
    if (choice === 0) this.#text += text;
  }

  /** A choice of a chunk (`delta`), or of a whole answer (`message`). */
  note({ index, delta, message, finish_reason }: Json): void {
    if (index !== 0) return;
    const said = isObject(message) ? message : isObject(delta) ? delta : {};
    if (Array.isArray(said.tool_calls)) for (const [at, call] of said.tool_calls.entries()) this.#call(call, at);
    if (isString(finish_reason)) this.#finish = finish_reason;
  }

  /** The answer broke off, or is none of a model's. */
  fail(): void {
    this.#failed = true;
  }

  /** The assistant's message; undefined unless the answer came to its end and says something. */
  get message(): (ChatMessage & { readonly tool_calls?: readonly object[] }) | undefined {
    if (this.#failed || this.#finish === undefined) return undefined;
    const calls = [...this.#tools].sort(([one], [other]) => one - other).map(([, call]) => toolCall(call));
    if (calls.length === 0) return this.#text === '' ? undefined : { role: 'assistant', content: this.#text };
    return { role: 'assistant', content: this.#text === '' ? null : this.#text, tool_calls: calls };
  }

  #call(call: unknown, at: number): void {
    if (!isObject(call)) return;
    const index = typeof call.index === 'number' ? call.index : at;
    const { name = '', arguments: json = '' } = isObject(call.function) ? call.function : {};
    const known = this.#tools.get(index) ?? { id: '', name: '', json: '' };
    this.#tools.set(index, {
      id: known.id || textIn(call.id),
      name: known.name || textIn(name),
      json: known.json + textIn(json),
    });
  }
}

const textIn = (value: unknown): string => (isString(value) ? value : '');

const toolCall = ({ id, name, json }: ToolCall) => ({ id, type: 'function', function: { name, arguments: json } });
