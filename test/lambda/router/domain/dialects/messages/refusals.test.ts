import { toChat } from '../../../../../../lambda/router/domain/dialects/messages/request.ts';
import { refuseBeyondLimits } from '../../../../../../lambda/router/domain/providers/conversation-marks.ts';
import { refusalOf } from '../../../support/errors.ts';

const HI = [{ role: 'user', content: 'hi' }];
const chatOf = (members: object) => toChat({ model: 'm', max_tokens: 9, messages: HI, ...members });
const LOOK = { name: 'look', description: 'Looks.', input_schema: { type: 'object' } };
const block = (...content: readonly unknown[]) => ({ messages: [{ role: 'user', content }] });

test.each<[string, object]>([
  ['model', { model: undefined }],
  ['max_tokens', { max_tokens: undefined }],
  ['max_tokens', { max_tokens: 0 }],
  ['messages', { messages: [] }],
  ['messages', { messages: null }],
  ['messages', { messages: 'hi' }],
  ['messages[0]', { messages: ['hi'] }],
  ['messages[0].role', { messages: [{ role: 'tool', content: 'x' }] }],
  ['messages[0].content', { messages: [{ role: 'user', content: [] }] }],
  ['messages[0].content[0]', block('text')],
  ['messages[0].content[0].text', block({ type: 'text' })],
  ['messages[0].content[0].type', block({ type: 'search_result' })],
  ['messages[0].content[0].source.type', block({ type: 'image', source: { type: 'file', file_id: 'f' } })],
  ['messages[0].content[0].source.type', block({ type: 'document', source: { type: 'url', url: 'https://x' } })],
  [
    'messages[0].content[0].source.media_type',
    block({ type: 'document', source: { type: 'base64', media_type: 'text/html', data: 'AAAA' } }),
  ],
  [
    'messages[0].content[0].citations.enabled',
    block({ type: 'document', citations: { enabled: true }, source: { type: 'text', data: 'x' } }),
  ],
  ['messages[0].content[0].content[0].type', block({ type: 'tool_result', tool_use_id: 'a', content: [{ type: 'document' }] })],
  ['messages[0].content[0].tool_use_id', block({ type: 'tool_result', content: 'x' })],
  ['messages[0].content[0].type', { messages: [{ role: 'assistant', content: [{ type: 'server_tool_use' }] }, ...HI] }],
  ['messages[0].content[0]', { messages: [{ role: 'assistant', content: [{ type: 'tool_use', name: 'x' }] }, ...HI] }],
  ['system[0].type', { system: [{ type: 'image' }] }],
  ['temperature', { temperature: 1.5 }],
  ['tools[0].type', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['tools[0].input_schema', { tools: [{ name: 'look' }] }],
  ['tools[0].allowed_callers', { tools: [{ ...LOOK, allowed_callers: ['code_execution_20260120'] }] }],
  ['tool_choice', { tool_choice: { type: 'tool' } }],
  ['thinking', { thinking: { budget_tokens: 1024 } }],
  ['context_management', { context_management: 'all' }],
  ['output_config.effort', { output_config: { effort: 'none' } }],
  ['output_config.format', { output_config: { format: { type: 'text' } } }],
  ['output_config.task_budget', { output_config: { task_budget: 1 } }],
  ['metadata.user_id', { metadata: { user_id: 1 } }],
  ['mcp_servers', { mcp_servers: [] }],
  ['inference_geo', { inference_geo: 'eu' }],
  ['frequency_penalty', { frequency_penalty: 1 }],
])('%s is refused by name: %j', (param, members) => {
  const { status, body } = refusalOf(() => chatOf(members));
  expect([status, body.error.param]).toEqual([400, param]);
  expect(body.error.message).toMatch(new RegExp(`^'${param.replace(/[[\].]/g, '\\$&')}' must .+\\.$`));
});

test('all mistakes at once', () => {
  const { body } = refusalOf(() => toChat({ messages: [{ role: 'x', content: 'hi' }], container: 'c', temperature: 'hot' }));
  for (const name of ['model', 'max_tokens', 'messages[0].role', 'container', 'temperature']) {
    expect(body.error.message).toContain(`'${name}' must`);
  }
});

test.each<[string, readonly string[], object]>([
  ['thinking.type', ['openai', 'triton'], { thinking: { type: 'enabled', budget_tokens: 1024 } }],
  ['messages[2].role', ['openai', 'triton'], { system: 'Be brief.', messages: [...HI, { role: 'assistant', content: 'It is' }] }],
])('%s is refused by upstreams of kind %j: %j', (param, kinds, members) => {
  const chat = chatOf(members);
  for (const kind of kinds) expect(refusalOf(() => refuseBeyondLimits(chat, kind)).body.error.param).toBe(param);
  for (const kind of ['anthropic', 'bedrock']) expect(() => refuseBeyondLimits(chat, kind)).not.toThrow();
});

test('no upstream refuses a model that may think as it likes', () => {
  for (const type of ['disabled', 'adaptive']) {
    for (const kind of ['openai', 'bedrock', 'triton']) refuseBeyondLimits(chatOf({ thinking: { type } }), kind);
  }
});
