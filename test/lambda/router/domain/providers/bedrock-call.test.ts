import type { BedrockTarget } from '../../../../../lambda/router/contract/targets.ts';
import { bedrockCall } from '../../../../../lambda/router/domain/providers/bedrock-call.ts';
import { withThinking } from '../../../../../lambda/router/domain/providers/conversation-marks.ts';
import { refusalOf } from '../../support/errors.ts';
import { question, TOOLS, WEATHER_TALK } from '../../support/question.ts';

const TARGET: BedrockTarget = { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0' };
const CLAUDE: BedrockTarget = { kind: 'bedrock', modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0' };
const bodyOf = (body: object, target = TARGET) => bedrockCall(target, question(body)).body;

test("the smallest request goes to the router's own region, to be signed", () => {
  expect(bedrockCall(TARGET, question({}))).toEqual({
    baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
    path: '/model/amazon.nova-lite-v1%3A0/converse',
    headers: {},
    sign: { service: 'bedrock', region: 'eu-west-1' },
    providerModel: 'amazon.nova-lite-v1:0',
    body: { messages: [{ role: 'user', content: [{ text: 'hi' }] }], inferenceConfig: {} },
  });
});

test('a region of its own, an ARN and a stream change the address', () => {
  const modelId = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/x';
  expect(bedrockCall({ kind: 'bedrock', modelId, region: 'us-east-1' }, question({ stream: true }))).toMatchObject({
    baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    path: '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fx/converse-stream',
    sign: { region: 'us-east-1' },
  });
});

test('outside AWS without a region the operators are told what to set', () => {
  const { status, message } = refusalOf(() => bedrockCall(TARGET, question({}, { home: 'local' })));
  expect([status, message]).toEqual([503, expect.stringContaining('AWS_REGION')]);
});

test('parameters have the names of Bedrock', () => {
  expect(bodyOf({ max_tokens: 5, temperature: 2, top_p: 0.9, stop: ['A', 'B', ''] }).inferenceConfig).toEqual({
    maxTokens: 5,
    temperature: 2,
    topP: 0.9,
    stopSequences: ['A', 'B'],
  });
});

test('a conversation with instructions, an image and tools is translated', () => {
  expect(bodyOf({ messages: WEATHER_TALK, tools: TOOLS, tool_choice: 'required' })).toMatchObject({
    system: [{ text: 'Be brief.' }, { text: 'Use tools.' }],
    messages: [
      { role: 'user', content: [{ text: 'What is here?' }, { image: { format: 'png', source: { bytes: 'AAAA' } } }] },
      {
        role: 'assistant',
        content: [
          { toolUse: { toolUseId: 'a', name: 'look', input: { at: 1 } } },
          { toolUse: { toolUseId: 'b', name: 'rest', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'a', content: [{ text: 'a cat' }] } },
          { toolResult: { toolUseId: 'b', content: [{ text: 'done' }] } },
          { text: 'So?' },
        ],
      },
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: 'look',
            description: 'Looks.',
            inputSchema: { json: { type: 'object', properties: { at: { type: 'number' } } } },
          },
        },
        { toolSpec: { name: 'rest', inputSchema: { json: { type: 'object', properties: {} } } } },
      ],
      toolChoice: { any: {} },
    },
  });
});

const file = (data: string, filename?: string) => ({ type: 'file', file: { file_data: data, filename } });

test('documents have names of the characters that Bedrock takes, no two alike', () => {
  const pdf = 'data:application/pdf;base64,JVBERi0=';
  const content = [
    ...[
      file(pdf, '../Plan_1  (final).pdf'),
      file(pdf, 'Plan 1 (final)?pdf'),
      file(pdf),
      file(pdf, 'Größe'),
      file(pdf, 'x'.repeat(999)),
    ],
    file('data:text/plain;base64,aGk=', '计划'),
  ];
  const [message] = bodyOf({ messages: [{ role: 'user', content }] }).messages as readonly [{ content: readonly object[] }];
  const source = { bytes: 'JVBERi0=' };
  expect(message.content).toEqual([
    { document: { format: 'pdf', name: 'Plan 1 (final) pdf', source } },
    { document: { format: 'pdf', name: 'Plan 1 (final) pdf 2', source } },
    { document: { format: 'pdf', name: 'document', source } },
    { document: { format: 'pdf', name: 'Gr e', source } },
    { document: { format: 'pdf', name: 'x'.repeat(192), source } },
    { document: { format: 'txt', name: 'document 2', source: { bytes: 'aGk=' } } },
  ]);
});

test('documents that only Bedrock reads', () => {
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  const types = ['text/csv', 'text/html', 'text/markdown', 'application/msword', word, 'application/vnd.ms-excel', sheet];
  const content = types.map((type) => file(`data:${type};base64,AAAA`));
  const [message] = bodyOf({ messages: [{ role: 'user', content }] }).messages as readonly [
    { content: readonly { document: { format: string } }[] },
  ];
  expect(message.content.map(({ document }) => document.format)).toEqual(['csv', 'html', 'md', 'doc', 'docx', 'xls', 'xlsx']);
});

const marked = (value: object, ttl?: string) => ({ ...value, cache_control: { type: 'ephemeral', ...(ttl && { ttl }) } });
const cachePoint = { type: 'default' };
const CACHED = {
  messages: [
    { role: 'system', content: [marked({ type: 'text', text: 'Be brief.' }, '1h'), { type: 'text', text: 'It is Monday.' }] },
    { role: 'user', content: [marked(file('data:text/plain;base64,aGk=', 'a')), marked({ type: 'text', text: 'So?' }, '5m')] },
  ],
  tools: [marked(TOOLS[0] ?? {}), TOOLS[1]],
};

test('what is marked to be cached is followed by a cache point', () => {
  expect(bodyOf(CACHED, CLAUDE)).toMatchObject({
    system: [{ text: 'Be brief.' }, { cachePoint: { ...cachePoint, ttl: '1h' } }, { text: 'It is Monday.' }],
    messages: [
      {
        content: [
          // Bedrock takes no cache point right after a document.
          ...[{ document: { name: 'a' } }, { text: '\n' }, { cachePoint }],
          ...[{ text: 'So?' }, { cachePoint: { ...cachePoint, ttl: '5m' } }],
        ],
      },
    ],
    toolConfig: { tools: [{ toolSpec: { name: 'look' } }, { cachePoint }, { toolSpec: { name: 'rest' } }] },
  });
});

test('Nova keeps no tools, and nothing for a time of choice', () => {
  expect(bodyOf(CACHED)).toMatchObject({
    system: [{ text: 'Be brief.' }, { cachePoint }, { text: 'It is Monday.' }],
    toolConfig: { tools: [{ toolSpec: { name: 'look' } }, { toolSpec: { name: 'rest' } }] },
  });
  expect(JSON.stringify(bodyOf(CACHED))).not.toContain('ttl');
});

test('models without a cache are asked without cache points', () => {
  const llama: BedrockTarget = { kind: 'bedrock', modelId: 'us.meta.llama4-maverick-17b-instruct-v1:0' };
  expect(JSON.stringify(bodyOf(CACHED, llama))).not.toContain('cachePoint');
});

test('what Claude thought goes back to Claude, and to nobody else', () => {
  const thinking_blocks = [
    { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
    { type: 'redacted_thinking', data: 'AAAA' },
  ];
  const messages = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'Hello.', thinking_blocks },
    { role: 'user', content: 'So?' },
  ];
  const said = (target: BedrockTarget) => (bodyOf({ messages }, target).messages as readonly { content: unknown }[])[1]?.content;
  expect(said(CLAUDE)).toEqual([
    { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
    // A blob for Bedrock, so that it is written in base64 once more.
    { reasoningContent: { redactedContent: Buffer.from('AAAA').toString('base64') } },
    { text: 'Hello.' },
  ]);
  expect(said(TARGET)).toEqual([{ text: 'Hello.' }]);
});

const looked = (content: unknown) => [
  { role: 'user', content: 'hi' },
  { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '' } }] },
  { role: 'tool', tool_call_id: 'a', content },
];
const resultOf = (content: unknown) =>
  (bodyOf({ messages: looked(content), tools: TOOLS }).messages as readonly { content: readonly { toolResult: object }[] }[])[2]
    ?.content[0]?.toolResult;
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const png = { image: { format: 'png', source: { bytes: 'AAAA' } } };

test.each([
  ['', [{ text: '(empty)' }]],
  [' \n', [{ text: '(empty)' }]],
  [
    [{ type: 'text', text: 'this' }, image],
    [{ text: 'this' }, png],
  ],
  [[image], [png]],
])('a tool that answers %j is told as %j', (content, expected) => {
  expect(resultOf(content)).toEqual({ toolUseId: 'a', content: expected });
});

test('tools that have been used are declared, also when none is offered any more', () => {
  expect(bodyOf({ messages: looked('ok') }).toolConfig).toEqual({
    tools: [
      {
        toolSpec: {
          name: 'look',
          description: expect.stringContaining('do not call it'),
          inputSchema: { json: { type: 'object', properties: {} } },
        },
      },
    ],
    toolChoice: { auto: {} },
  });
});

const SCHEMA = { type: 'object', properties: { a: { type: 'number' } } };

test('an answer after a schema is asked for in text', () => {
  const json_schema = { name: 'pair', description: 'Two.', schema: SCHEMA, strict: true };
  expect(bodyOf({ response_format: { type: 'json_schema', json_schema } }).outputConfig).toEqual({
    textFormat: {
      type: 'json_schema',
      structure: { jsonSchema: { name: 'pair', description: 'Two.', schema: JSON.stringify(SCHEMA) } },
    },
  });
});

test('Claude has efforts and top_k', () => {
  expect(bodyOf({ reasoning_effort: 'minimal', top_k: 4 }, CLAUDE)).toMatchObject({
    outputConfig: { effort: 'low' },
    additionalModelRequestFields: { top_k: 4 },
  });
});

const thinking = { type: 'enabled', budget_tokens: 2_048 };

test('Claude thinks as it is asked to, whether by the API for messages or by the chat itself', () => {
  for (const body of [withThinking({}, thinking), { thinking }]) {
    expect(bodyOf(body, CLAUDE).additionalModelRequestFields).toEqual({ thinking });
  }
});

test('other models think as they are made to', () => {
  expect(bodyOf(withThinking({}, { type: 'adaptive' }))).not.toHaveProperty('additionalModelRequestFields');
  const { status, body } = refusalOf(() => bodyOf(withThinking({}, thinking)));
  expect([status, body.error.param]).toEqual([400, 'thinking.type']);
});

test.each([
  ['flex', { type: 'flex' }],
  ['priority', { type: 'priority' }],
  ['auto', undefined],
  ['default', undefined],
])('the service tier %s is %j', (service_tier, expected) => {
  expect(bodyOf({ service_tier }).serviceTier).toEqual(expected);
});

test('a jpeg may call itself jpg', () => {
  const jpg = { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA' } };
  expect(bodyOf({ messages: [{ role: 'user', content: [jpg] }] }).messages).toMatchObject([
    { content: [{ image: { format: 'jpeg' } }] },
  ]);
});

test.each([
  ['auto', { auto: {} }],
  [{ type: 'function', function: { name: 'look' } }, { tool: { name: 'look' } }],
])('the tool choice %j is %j', (tool_choice, expected) => {
  expect(bodyOf({ tools: TOOLS, tool_choice })).toMatchObject({ toolConfig: { toolChoice: expected } });
});

test('tools that must not be used are left out', () => {
  expect(bodyOf({ tools: TOOLS, tool_choice: 'none' })).not.toHaveProperty('toolConfig');
});

test.each([
  [{ messages: WEATHER_TALK, tools: TOOLS, tool_choice: 'none' }, 'tool_choice'],
  [{ tools: TOOLS, parallel_tool_calls: false }, 'parallel_tool_calls'],
  [{ response_format: { type: 'json_object' } }, 'response_format'],
  [{ service_tier: 'scale' }, 'service_tier'],
  [{ reasoning_effort: 'low' }, 'reasoning_effort'],
  [{ top_k: 4 }, 'top_k'],
  [{ thinking }, 'thinking'],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/cat.png' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/tiff;base64,AAAA' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
])('%j is refused by name', (body, param) => {
  const { status, body: told } = refusalOf(() => bodyOf(body));
  expect([status, told.error.param]).toEqual([400, param]);
});
