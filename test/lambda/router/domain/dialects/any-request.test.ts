import fc from 'fast-check';
import type { Dialect } from '../../../../../lambda/router/domain/dialects/dialect.ts';
import { MESSAGES } from '../../../../../lambda/router/domain/dialects/messages/messages.ts';
import { RESPONSES } from '../../../../../lambda/router/domain/dialects/responses/responses.ts';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';

// Whatever is sent: it becomes a chat that the core accepts, or is refused with 400 by a name of the client's own.

const oneOf = (...values: readonly unknown[]) => fc.constantFrom(...values);
const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), oneOf(null, '', [], {}, 0, -1, 1.5, true));
/** A member that is mostly right. */
const mostly = (...values: readonly unknown[]) => fc.oneof({ weight: 40, arbitrary: oneOf(...values) }, junk);
/** Whoever leaves these out is refused for that alone. */
const NEEDED = ['model', 'max_tokens', 'messages', 'input', 'type', 'role', 'content', 'name', 'call_id', 'arguments', 'source'];
const record = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(members, { requiredKeys: Object.keys(members).filter((name) => NEEDED.includes(name)) });
const listOf = (item: fc.Arbitrary<unknown>) => fc.oneof({ weight: 40, arbitrary: fc.array(item, { maxLength: 4 }) }, junk);

const block = record({
  type: mostly(
    'text',
    'image',
    'document',
    'tool_use',
    'tool_result',
    'thinking',
    'input_text',
    'output_text',
    'input_image',
    'refusal',
  ),
  ...{ text: mostly('words'), id: mostly('a'), name: mostly('look'), input: mostly({ at: 1 }), tool_use_id: mostly('a') },
  ...{ content: mostly('words', [{ type: 'text', text: 'x' }]), refusal: mostly('No.'), image_url: mostly('https://x/y.png') },
  source: mostly(
    { type: 'base64', media_type: 'image/png', data: 'AAAA' },
    { type: 'text', data: 'x' },
    { type: 'url', url: 'x' },
  ),
});
const message = record({
  type: mostly('message', undefined, 'function_call', 'function_call_output', 'reasoning'),
  role: mostly('user', 'assistant', 'system', 'developer'),
  content: fc.oneof(mostly('words'), listOf(block)),
  ...{
    call_id: mostly('a'),
    name: mostly('look'),
    arguments: mostly('{}'),
    output: mostly('x', [{ type: 'input_text', text: 'x' }]),
  },
});
const told = listOf(message).map((said) => (Array.isArray(said) ? [...said, { role: 'user', content: 'hi' }] : said));
const request = record({
  ...{ model: mostly('m'), max_tokens: mostly(9), max_output_tokens: mostly(9), temperature: mostly(0.5), top_k: mostly(4) },
  ...{
    messages: told,
    input: fc.oneof(mostly('words'), listOf(message)),
    system: mostly('words', [{ type: 'text', text: 'x' }]),
  },
  ...{
    instructions: mostly('words'),
    stream: mostly(true, false),
    stop_sequences: mostly(['END']),
    metadata: mostly({ user_id: 'u' }),
  },
  tools: listOf(
    record({ type: mostly('custom', 'function'), name: mostly('look'), input_schema: mostly({ type: 'object' }), strict: junk }),
  ),
  tool_choice: mostly({ type: 'auto' }, { type: 'tool', name: 'x' }, 'auto', 'required', { type: 'function', name: 'x' }),
  output_config: mostly({ effort: 'low' }, { format: { type: 'json_schema', schema: {} } }),
  text: mostly({ format: { type: 'json_object' } }, { format: { type: 'json_schema', name: 'x', schema: {} }, verbosity: 'low' }),
  ...{ reasoning: mostly({ effort: 'low' }), thinking: mostly({ type: 'adaptive' }), user: mostly('u') },
});

/** Members that only one of the two has would have every request refused. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  messages: ['max_tokens', 'top_k', 'messages', 'system', 'stop_sequences', 'output_config', 'thinking'],
  responses: ['max_output_tokens', 'input', 'instructions', 'text', 'reasoning', 'user'],
};
const without = (value: object, names: readonly string[] = []) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

test.each<[string, Dialect, readonly string[] | undefined]>([
  ['messages', MESSAGES, OWN.responses],
  ['responses', RESPONSES, OWN.messages],
])('%s', (_, dialect, foreign) => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(request, (value) => {
      const body = without(JSON.parse(JSON.stringify(value)), foreign);
      let chat: object;
      try {
        chat = dialect.toChat(body);
      } catch (error) {
        if (!(error instanceof OpenAiError)) throw error;
        seen.refused += 1;
        expect([error.status, error.body.error.param]).toEqual([400, expect.stringMatching(/\S/)]);
        return;
      }
      seen.accepted += 1;
      parseChatRequest(chat as Readonly<Record<string, unknown>>);
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20);
});
