import { z } from 'zod';
import { RESPONSES } from '../../../../../../lambda/router/domain/dialects/responses/responses.ts';
import { dataEvent } from '../../../../../../lambda/router/domain/upstream/sse.ts';
import { noOpenAiSpec, openAiSchemas } from '../../openapi/openai-spec.ts';
import { call, chunk, completion, eventsOf, more, streamOf, tell, usageChunk } from '../support.ts';

// What we tell, checked by OpenAI's own schemas.

const STREAMED = { stream: true };
const STREAM = [
  ...[chunk({ reasoning_content: 'hm' }), chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({ refusal: 'No.' })],
  ...[chunk(call(0, 'a', 'look')), chunk(more(0, '{"at":1}')), chunk({}, 'tool_calls'), usageChunk],
];
const BROKEN = dataEvent(chunk({ content: 'Hel' }));

test(`whole answers, and every event of whole and broken streams${noOpenAiSpec}`, () => {
  if (noOpenAiSpec !== '') return;
  const schemas = openAiSchemas('Response', 'ResponseStreamEvent');
  const $defs = JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/'));
  const problemsOf = (name: string, value: unknown): readonly string[] => {
    const { error } = z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs }).safeParse(value);
    return error === undefined ? [] : [`${name}: ${z.prettifyError(error)}`];
  };
  const eventSchema = (type: string): string => {
    const found = Object.keys(schemas).find(
      (name) => name.endsWith('Event') && schemas[name].properties?.type?.enum?.[0] === type,
    );
    return found ?? `no schema of ${type}`;
  };

  const whole = tell(RESPONSES, { body: JSON.stringify(completion({ content: 'Hi' }, 'stop')), type: 'application/json' }).json;
  const streams = [streamOf(...STREAM), BROKEN].map((body) => tell(RESPONSES, { body, request: STREAMED }).text);
  const events = streams.flatMap(eventsOf);
  expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(14);
  expect([...problemsOf('Response', whole), ...events.flatMap((event) => problemsOf(eventSchema(event.type), event))]).toEqual(
    [],
  );
});
