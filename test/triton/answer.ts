import assert from 'node:assert/strict';

/** What a client got. */
export interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** The JSON of an answer with this status. */
export function jsonOf<T>({ response, text }: Answer, status: number): T {
  assert.equal(response.status, status, text);
  return JSON.parse(text) as T;
}

interface Refusal {
  readonly error: { readonly message: string; readonly code: string | null; readonly param: string | null };
}

export const errorOf = (answer: Answer, status: number): Refusal['error'] => jsonOf<Refusal>(answer, status).error;

interface Choice {
  readonly delta: { readonly content?: string };
  readonly finish_reason: string | null;
}

interface Chunk {
  readonly choices?: readonly Choice[];
  readonly usage?: object;
  readonly error?: { readonly message: string; readonly code: string };
}

/** What a streamed answer says. */
export interface Stream {
  /** The texts as they came. */
  readonly words: readonly string[];
  readonly finish: string | undefined;
  readonly error: Chunk['error'];
  /** Ended with `[DONE]`. */
  readonly done: boolean;
}

export function streamOf({ response, text }: Answer): Stream {
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const events = text.split('\n\n').flatMap((event) => (event === '' ? [] : [event.replace(/^data: /, '')]));
  const done = events.at(-1) === '[DONE]';
  const chunks = events.filter((event) => event !== '[DONE]').map((event) => JSON.parse(event) as Chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  return {
    words: choices.flatMap(({ delta }) => (delta.content ? [delta.content] : [])),
    finish: choices.flatMap(({ finish_reason: finish }) => finish ?? []).at(-1),
    error: chunks.find((chunk) => chunk.error)?.error,
    done,
  };
}
