/** What clients saw before the platform died. */
export interface Load {
  /** Models whose answer came whole. */
  readonly answered: Set<string>;
  /** Settles when every client has noticed that the platform is gone. */
  readonly over: Promise<unknown>;
}

const CLIENTS = 24;

/** Many clients that ask until nobody answers any more, half of them for streams. Each request names a model of its own. */
export function load(url: string, apiKey: string, round: number): Load {
  const answered = new Set<string>();
  const client = async (_: unknown, number: number) => {
    for (let request = 0; ; request++) {
      const model = `m-${round}-${number}-${request}`;
      const stream = number % 2 === 0;
      const body = JSON.stringify({ model, stream, max_tokens: 50, messages: [{ role: 'user', content: 'Well?' }] });
      try {
        const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
        const response = await fetch(`${url}/chat/completions`, { method: 'POST', headers, body });
        const text = await response.text();
        if (response.status === 200 && (!stream || text.endsWith('data: [DONE]\n\n'))) answered.add(model);
      } catch {
        return;
      }
    }
  };
  return { answered, over: Promise.all(Array.from({ length: CLIENTS }, client)) };
}
