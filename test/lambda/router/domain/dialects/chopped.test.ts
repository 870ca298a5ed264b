import fc from 'fast-check';
import { MESSAGES } from '../../../../../lambda/router/domain/dialects/messages/messages.ts';
import { RESPONSES } from '../../../../../lambda/router/domain/dialects/responses/responses.ts';
import { call, chunk, completion, more, readByAnthropic, readByOpenAi, streamOf, tell, usageChunk } from './support.ts';

// Whatever pieces an answer comes in, and wherever its bytes are cut: the official clients put the same answer together.

interface Said {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: object }[];
}

const said: fc.Arbitrary<Said> = fc.record({
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  calls: fc.array(
    fc.record({
      name: fc.stringMatching(/^[a-z_]{1,12}$/),
      input: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.jsonValue({ maxDepth: 1, noUnicodeString: false }), {
        maxKeys: 3,
      }),
    }),
    { maxLength: 3 },
  ),
});

const cuts = fc.array(fc.nat(), { maxLength: 12 });

function cut<T extends { readonly length: number; slice(from: number, to?: number): T }>(whole: T, at: readonly number[]): T[] {
  const places = [...new Set(at.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, index) => whole.slice(place, places[index])).filter(({ length }) => length > 0);
}

function coreStream({ text, calls }: Said, at: readonly number[]): readonly Uint8Array[] {
  const chunks = [
    chunk({ role: 'assistant', content: '' }),
    ...cut(text, at).map((content) => chunk({ content })),
    ...calls.flatMap(({ name, input }, index) => [
      chunk(call(index, `id-${index}`, name)),
      ...cut(JSON.stringify(input), at).map((json) => chunk(more(index, json))),
    ]),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    usageChunk,
  ];
  return cut(Buffer.from(streamOf(...chunks)) as Uint8Array, at);
}

const coreWhole = ({ text, calls }: Said) => {
  const told = calls.map(({ name, input }, index) => ({
    ...{ id: `id-${index}`, type: 'function' },
    function: { name, arguments: JSON.stringify(input) },
  }));
  const message = { content: text, ...(told.length > 0 && { tool_calls: told }) };
  return JSON.stringify(completion(message, told.length > 0 ? 'tool_calls' : 'stop'));
};

/** JSON knows no negative zero. */
const json = <T>(value: T): T => JSON.parse(JSON.stringify(value));

test('a message', async () => {
  await fc.assert(
    fc.asyncProperty(said, cuts, async (answer, at) => {
      const streamed = tell(MESSAGES, { body: coreStream(answer, at), request: { stream: true } });
      const { content, stop_reason: reason, usage } = await readByAnthropic(streamed.text);
      expect(content.map((block) => (block.type === 'text' ? block.text : ''))[0]).toBe(answer.text);
      expect(content.flatMap((block) => (block.type === 'tool_use' ? [[block.name, block.input]] : []))).toEqual(
        answer.calls.map(({ name, input }) => [name, json(input)]),
      );
      const whole = tell(MESSAGES, { body: coreWhole(answer), type: 'application/json' }).json;
      expect(whole).toMatchObject({ content: json(content), stop_reason: reason, usage: json(usage) });
    }),
    { numRuns: 40 },
  );
});

test('a response', async () => {
  await fc.assert(
    fc.asyncProperty(said, cuts, async (answer, at) => {
      const streamed = tell(RESPONSES, { body: coreStream(answer, at), request: { stream: true } });
      const { output, output_text: text, status, usage } = await readByOpenAi(streamed.text);
      expect(text).toBe(answer.text);
      expect(output.flatMap((item) => (item.type === 'function_call' ? [[item.name, JSON.parse(item.arguments)]] : []))).toEqual(
        answer.calls.map(({ name, input }) => [name, json(input)]),
      );
      const whole = tell(RESPONSES, { body: coreWhole(answer), type: 'application/json' }).json;
      expect(whole).toMatchObject({ status, usage: json(usage) });
      expect(whole.output.map((item: { type: string }) => item.type)).toEqual(output.map(({ type }) => type));
    }),
    { numRuns: 40 },
  );
});
