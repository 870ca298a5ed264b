import type { BedrockTarget } from '../../../../../lambda/router/contract/targets.ts';
import { bedrockCall } from '../../../../../lambda/router/domain/providers/bedrock-call.ts';
import { refusalOf } from '../../support/errors.ts';
import { question, TOOLS, WEATHER_TALK } from '../../support/question.ts';

const TARGET: BedrockTarget = { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0' };
const bodyOf = (body: object) => bedrockCall(TARGET, question(body)).body;

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

test('what is marked to be cached is asked without the mark', () => {
  const content = [{ type: 'text', text: 'hi', cache_control: { type: 'ephemeral' } }];
  expect(bodyOf({ messages: [{ role: 'user', content }] }).messages).toEqual([{ role: 'user', content: [{ text: 'hi' }] }]);
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
  [{ reasoning_effort: 'low' }, 'reasoning_effort'],
  [{ top_k: 4 }, 'top_k'],
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
