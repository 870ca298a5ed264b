import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** Recordings that nobody here wrote; they are not part of the repository. */
const DATA = path.join(__dirname, '..', '..', '..', '..', '..', 'shared', 'data');

const CASSETTES = path.join(DATA, 'api-cassettes');
const EVENTS = path.join(DATA, 'aws-lambda-events', 'events', 'testdata');

export interface RecordedRequest {
  readonly file: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Interaction {
  readonly request?: { readonly method: string; readonly uri: string; readonly parsed_body?: RecordedRequest['body'] };
}

/** Bodies of every recorded POST to a `…/chat/completions`. */
export const recordedChatRequests = (): readonly RecordedRequest[] => recordedRequests('/chat/completions');

/** Bodies of every recorded POST to an URL that ends so. */
export function recordedRequests(endpoint: '/chat/completions' | '/responses' | '/messages'): readonly RecordedRequest[] {
  return globSync('**/*.yaml', { cwd: CASSETTES }).flatMap((file) => {
    const text = readFileSync(path.join(CASSETTES, file), 'utf8');
    if (!text.includes(endpoint)) return [];
    const { interactions = [] } = parse(text, { logLevel: 'error', customTags: ['binary'] }) as {
      readonly interactions?: readonly Interaction[];
    };
    return interactions.flatMap(({ request }) => {
      const asked = request?.method === 'POST' && new URL(request.uri).pathname.endsWith(endpoint);
      return asked && request.parsed_body ? [{ file, body: request.parsed_body }] : [];
    });
  });
}

/** Every recorded API Gateway event, by file name. */
export const recordedEvents = (): readonly (readonly [string, unknown])[] =>
  globSync('apigw-*.json', { cwd: EVENTS }).map((file) => [file, JSON.parse(readFileSync(path.join(EVENTS, file), 'utf8'))]);

/** For a test's name: why it has nothing to replay. */
export const missing = (folder: 'api-cassettes' | 'aws-lambda-events'): string =>
  existsSync(path.join(DATA, folder)) ? '' : ` (nothing to replay: there is no shared/data/${folder} beside this repository)`;
