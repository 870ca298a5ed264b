import type { OpenAiError } from '../http/openai-error.ts';

/** One server-sent event that carries JSON. */
export const dataEvent = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** The last event of a stream that is whole. */
export const DONE_EVENT = 'data: [DONE]\n\n';

/** The last event of a stream that broke: clients raise an error instead of taking what came so far for the answer. */
export const brokenStreamEvent = ({ body }: OpenAiError): string => dataEvent(body);

export const isEventStream = (contentType: unknown): boolean =>
  typeof contentType === 'string' && /^text\/event-stream\b/i.test(contentType);

/** One event that a server has sent. */
export interface ServerEvent {
  /** Empty when the server gave none. */
  readonly name: string;
  readonly data: string;
}

/** The events of a text that holds whole ones only; those without data are left out. */
export function eventsIn(text: string): readonly ServerEvent[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.split(/\r?\n/);
    const values = (field: string) =>
      lines.flatMap((line) => (line.startsWith(`${field}:`) ? [line.slice(field.length + 1).replace(/^ /, '')] : []));
    const data = values('data').join('\n');
    return data === '' ? [] : [{ name: values('event').at(-1) ?? '', data }];
  });
}
