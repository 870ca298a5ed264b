import fc from 'fast-check';
import { ChunkWriter } from '../../../../../lambda/router/domain/providers/chunk-writer.ts';
import { completionOf, type Stamp } from '../../../../../lambda/router/domain/providers/completion.ts';
import type { Piece } from '../../../../../lambda/router/domain/providers/pieces.ts';

const STAMP: Stamp = { id: 'chatcmpl-1', created: 1, model: 'm' };

function streamed(pieces: readonly Piece[]) {
  const writer = new ChunkWriter(STAMP, true);
  const text = pieces.map((piece) => writer.push([piece])).join('') + writer.close(writer.usage(true, () => 7));
  const events = text.split('\n\n').slice(0, -2);
  const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)));
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }: { delta: object }) => delta));
  const tools: string[][] = [];
  for (const {
    index,
    id,
    function: { name, arguments: json },
  } of deltas.flatMap(({ tool_calls: calls }) => calls ?? [])) {
    if (id === undefined) tools[index] = [...(tools[index] ?? []).slice(0, 2), `${tools[index]?.[2] ?? ''}${json}`];
    else tools[index] = [id, name, json];
  }
  return {
    content: deltas.map(({ content }) => content ?? '').join(''),
    reasoning: deltas.map(({ reasoning_content: text }) => text ?? '').join(''),
    thoughts: deltas
      .flatMap(({ thinking_blocks: blocks }) => blocks ?? [])
      .map(({ index, ...block }, at) => {
        expect(index).toBe(at);
        return block;
      }),
    tools,
    usage: chunks.at(-1).usage,
    finish: chunks.at(-2).choices[0].finish_reason,
  };
}

function whole(pieces: readonly Piece[]) {
  const { choices, usage } = JSON.parse(JSON.stringify(completionOf(pieces, STAMP, () => 7).body));
  const [{ message, finish_reason: finish }] = choices;
  const calls: { id: string; function: { name: string; arguments: string }; thinking_blocks?: object[] }[] =
    message.tool_calls ?? [];
  return {
    content: message.content ?? '',
    reasoning: message.reasoning_content ?? '',
    thoughts: [message, ...calls].flatMap(({ thinking_blocks: blocks }) => blocks ?? []),
    tools: calls.map(({ id, function: { name, arguments: json } }) => [id, name, json]),
    usage,
    finish,
  };
}

const part = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.string() }),
  fc.record({ kind: fc.constant('reasoning' as const), text: fc.string() }),
  fc.record({ kind: fc.constant('thinking' as const) }),
  fc.record({ kind: fc.constant('signature' as const), signature: fc.string({ minLength: 1 }) }),
  fc.record({ kind: fc.constant('redacted' as const), data: fc.string({ minLength: 1 }) }),
);
const tool = fc
  .tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.array(fc.string({ minLength: 1 }), { minLength: 1 }))
  .map(([id, name, parts]) => ({ id, name, parts }));

test('a stream and a whole answer of the same pieces say the same', () => {
  fc.assert(
    fc.property(fc.array(part), fc.array(tool, { maxLength: 3 }), (said, tools) => {
      const pieces: readonly Piece[] = [
        ...said,
        ...tools.flatMap(({ id, name, parts }, at) => [
          { kind: 'tool' as const, block: at * 2, id, name },
          ...parts.map((json) => ({ kind: 'arguments' as const, block: at * 2, json })),
        ]),
        { kind: 'usage', counts: { input: 5, cached: 2, output: 3 } },
        { kind: 'finish', reason: 'stop' },
      ];
      expect(streamed(pieces)).toEqual(whole(pieces));
    }),
  );
});

test('a thought is told whole when it is signed, and what was thought before a later call stands with it', () => {
  const pieces: readonly Piece[] = [
    ...[{ kind: 'thinking' as const }, { kind: 'reasoning' as const, text: 'h' }, { kind: 'reasoning' as const, text: 'm' }],
    ...[
      { kind: 'signature' as const, signature: 's1' },
      { kind: 'text' as const, text: 'Hi' },
    ],
    ...[{ kind: 'thinking' as const }, { kind: 'signature' as const, signature: 's2' }],
    { kind: 'tool', block: 3, id: 'a', name: 'rest' },
  ];
  const first = { type: 'thinking', thinking: 'hm', signature: 's1' };
  const second = { type: 'thinking', thinking: '', signature: 's2' };
  expect(streamed(pieces).thoughts).toEqual([first, second]);
  const { choices } = JSON.parse(JSON.stringify(completionOf(pieces, STAMP, () => 7).body));
  expect(choices[0].message).toMatchObject({ thinking_blocks: [first], tool_calls: [{ id: 'a', thinking_blocks: [second] }] });
});

test('a thought or a call is under way until it is closed', () => {
  const writer = new ChunkWriter(STAMP, false);
  const after = (...pieces: readonly Piece[]) => {
    writer.push(pieces);
    return writer.working;
  };
  expect(after({ kind: 'text', text: 'a' })).toBe(false);
  for (const begins of [{ kind: 'thinking' }, { kind: 'tool', block: 1, id: 'a', name: 'b' }] as const) {
    expect([after(begins), after(), after({ kind: 'closed' })]).toEqual([true, true, false]);
  }
});

test('a tool call without arguments is streamed with an empty object', () => {
  const pieces: readonly Piece[] = [
    { kind: 'tool', block: 4, id: 'a', name: 'rest' },
    { kind: 'finish', reason: 'tool_calls' },
  ];
  expect(streamed(pieces)).toMatchObject({ tools: [['a', 'rest', '{}']], finish: 'tool_calls' });
});

test('arguments of a block that is no call of ours are left out', () => {
  const writer = new ChunkWriter(STAMP, false);
  expect(writer.push([{ kind: 'arguments', block: 1, json: '{}' }])).toBe('');
});

test('nothing is written before the first word', () => {
  const writer = new ChunkWriter(STAMP, false);
  expect(
    writer.push([
      { kind: 'model', name: 'x' },
      { kind: 'usage', counts: { input: 1 } },
      { kind: 'text', text: '' },
    ]),
  ).toBe('');
  expect(writer.push([{ kind: 'text', text: 'a' }]).match(/"model":"x"/g)).toHaveLength(2);
});

test('what a broken stream has cost is the larger of what is reported and what was written', () => {
  const writer = new ChunkWriter(STAMP, false);
  writer.push([
    { kind: 'usage', counts: { input: 5, output: 1 } },
    { kind: 'text', text: 'abcdefgh' },
  ]);
  expect(writer.usage(false, () => 7)).toEqual({ inputTokens: 5, outputTokens: 2, usageSource: 'estimated' });
});
