import type { Answer } from './router-under-test.ts';

/** Models whose upstreams are told to fail: only there may an answer be a 5xx. */
const FAILING_MODELS = new Set(['failing', 'doomed']);

/** The last event of a stream that is whole, in each dialect. */
const LAST_EVENTS = new Set(['message_stop', 'response.completed', 'response.incomplete', 'response.failed', 'error']);

/** The sentence that says what is wrong with an answer; undefined when nothing is. */
export function problemOf(event: unknown, answer: Answer): string | undefined {
  const { status, headers, body, left } = answer;
  if (left) return undefined;
  if (status === undefined) return 'there is no answer';
  if (!Number.isInteger(status) || status < 200 || status > 599) return `the status is ${status}`;
  const model = modelOf(event);
  // An alias whose first candidate fails may break off an answer that has begun; before that the next one is asked.
  const told = FAILING_MODELS.has(model) || (model === 'smart' && body.includes('"upstream_interrupted"'));
  const ours = !told || body.includes('"internal_error"');
  if (status >= 500 && ours) return `a ${status} of our own making: ${body.slice(0, 300)}`;
  if (!headers['x-request-id']) return 'there is no x-request-id';
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || /[^\t\x20-\x7e\x80-\xff]/.test(value))
      return `header ${name} cannot be sent: ${JSON.stringify(value)}`;
  }
  const type = headers['content-type'] ?? '';
  // What an upstream that speaks no protocol says is passed on.
  if (status === 200 && !ours) return undefined;
  if (type.startsWith('text/event-stream')) return problemOfStream(body);
  if (!type.startsWith('application/json')) return `the content type is '${type}'`;
  return problemOfJson(status, body);
}

function problemOfJson(status: number, body: string): string | undefined {
  const value = parsed(body);
  if (value === undefined) return `the body is no JSON object: ${body.slice(0, 300)}`;
  if (status < 400) return undefined;
  const { message, type } = (value.error ?? {}) as Record<string, unknown>;
  if (typeof message === 'string' && message !== '' && typeof type === 'string' && type !== '') return undefined;
  return `the error has no shape that clients know: ${body.slice(0, 300)}`;
}

function problemOfStream(body: string): string | undefined {
  if (!body.endsWith('\n\n')) return 'the stream ends within an event';
  const blocks = body.slice(0, -2).split('\n\n');
  const data = blocks.flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('data:'));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).trimStart()).join('\n')];
  });
  const broken = data.find((text) => text !== '[DONE]' && parsed(text) === undefined);
  if (broken !== undefined) return `an event is no JSON object: ${broken.slice(0, 300)}`;
  const last = data.at(-1) ?? '';
  const { type, error } = parsed(last) ?? {};
  if (last === '[DONE]' || error !== undefined || LAST_EVENTS.has(String(type))) return undefined;
  return `the stream ends with neither [DONE] nor an error: ${last.slice(0, 300)}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function modelOf(event: unknown): string {
  const { body, isBase64Encoded } = (event ?? {}) as { readonly body?: unknown; readonly isBase64Encoded?: unknown };
  if (typeof body !== 'string') return '';
  const model = parsed(isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body)?.model;
  return typeof model === 'string' ? model : '';
}
