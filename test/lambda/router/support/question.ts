import { parseChatRequest } from '../../../../lambda/router/domain/openai/chat-request.ts';
import type { Question } from '../../../../lambda/router/domain/providers/provider.ts';

/** A checked chat request for the model `m`, as the router hands it to a provider. */
export const question = (body: object, rest: Partial<Question> = {}): Question => ({
  chat: parseChatRequest({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }),
  model: 'm',
  credential: 'key',
  home: 'eu-west-1',
  ...rest,
});

/** A conversation with everything that providers translate. */
export const WEATHER_TALK = [
  { role: 'system', content: 'Be brief.' },
  { role: 'developer', content: [{ type: 'text', text: 'Use tools.' }] },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is here?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ],
  },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
      { id: 'b', type: 'function', function: { name: 'rest', arguments: '' } },
    ],
  },
  { role: 'tool', tool_call_id: 'a', content: 'a cat' },
  { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'done' }] },
  { role: 'user', content: 'So?' },
];

export const TOOLS = [
  { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { properties: { at: { type: 'number' } } } } },
  { type: 'function', function: { name: 'rest' } },
];
