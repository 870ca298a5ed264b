import { BEDROCK } from '../../../../../lambda/router/domain/providers/bedrock.ts';
import type { Piece } from '../../../../../lambda/router/domain/providers/pieces.ts';

const said = (...content: readonly object[]) => BEDROCK.answer({ output: { message: { content } } });
const event = (name: string, data: object) => BEDROCK.event({ name, data: '' }, data as never);
const kindsOf = (pieces: readonly Piece[]) => pieces.map(({ kind }) => kind);

const base64 = (text: string) => Buffer.from(text).toString('base64');

test('what Claude thought comes with its signature', () => {
  expect(said({ reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } }, { text: 'Yes.' })).toEqual([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'signature', signature: 'sig' },
    { kind: 'text', text: 'Yes.' },
  ]);
  expect(said({ reasoningContent: { redactedContent: base64('EuY') } })).toEqual([{ kind: 'redacted', data: 'EuY' }]);
});

test('in a stream, too', () => {
  const delta = (reasoningContent: object) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent } });
  expect([...delta({ text: 'Hm.' }), ...delta({ signature: 'sig' }), ...delta({ redactedContent: base64('EuY') })]).toEqual([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'signature', signature: 'sig' },
    { kind: 'redacted', data: 'EuY' },
  ]);
  expect(kindsOf(event('contentBlockStop', { contentBlockIndex: 0 }))).toEqual(['closed']);
});

test('thoughts of other models are not signed', () => {
  expect(said({ reasoningContent: { reasoningText: { text: 'Hm.' } } })).toEqual([{ kind: 'reasoning', text: 'Hm.' }]);
});

test('a model that wrote no proper answer leaves an error, whole and in a stream', () => {
  const whole = BEDROCK.answer({ output: { message: { content: [{ text: 'Hel' }] } }, stopReason: 'malformed_tool_use' });
  expect(kindsOf(whole)).toEqual(['text', 'error']);
  expect(event('messageStop', { stopReason: 'malformed_model_output' })).toMatchObject([{ kind: 'error', status: 502 }]);
});
