import type { Dialect } from '../../../lambda/router/domain/dialects/dialect.ts';
import { MESSAGES } from '../../../lambda/router/domain/dialects/messages/messages.ts';
import { RESPONSES } from '../../../lambda/router/domain/dialects/responses/responses.ts';
import { OpenAiError } from '../../../lambda/router/domain/http/openai-error.ts';
import { parseChatRequest } from '../../../lambda/router/domain/openai/chat-request.ts';
import { missing, recordedRequests } from './support/recordings.ts';

const noCassettes = missing('api-cassettes');

test.each<[string, '/responses' | '/messages', Dialect, number]>([
  ["OpenAI's responses", '/responses', RESPONSES, 0.6],
  ["Anthropic's messages", '/messages', MESSAGES, 0.5],
])(
  `recorded requests for %s become chats that the core accepts, or are refused with a sentence${noCassettes}`,
  (name, endpoint, dialect, share) => {
    const requests = recordedRequests(endpoint);
    const refused: Record<string, number> = {};
    let translated = 0;
    for (const { file, body } of requests) {
      try {
        const chat = dialect.toChat(body);
        expect([file, parseChatRequest(chat).model]).toEqual([file, body.model]);
        translated += 1;
      } catch (error) {
        if (!(error instanceof OpenAiError)) throw error;
        expect([file, error.status, error.message]).toEqual([file, 400, expect.stringMatching(/^'[\w.[\]]+' must .+\.$/s)]);
        const param = String(error.body.error.param).replace(/\[\d+\]/g, '[]');
        refused[param] = (refused[param] ?? 0) + 1;
      }
    }
    console.log(
      `${name}: ${translated} of ${requests.length} recorded requests translated; refused by member: ${JSON.stringify(refused)}`,
    );
    expect(requests.length > 0).toBe(noCassettes === '');
    expect(translated).toBeGreaterThanOrEqual(requests.length * share);
  },
);
