import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** Conversations with providers that nobody here wrote; they are not part of the repository. */
const CASSETTES = path.join(
  __dirname,
  '..',
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'api-cassettes',
  'tests',
  'models',
  'cassettes',
);

export interface RecordedAnswer {
  readonly file: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

interface Interaction {
  readonly request?: { readonly method: string; readonly uri: string };
  readonly response?: {
    readonly status: { readonly code: number };
    readonly headers: Readonly<Record<string, readonly unknown[]>>;
    readonly parsed_body?: object;
    readonly body?: { readonly string: string | Uint8Array };
  };
}

/** The answers to every recorded POST whose path matches. @param folder `*` for all of them */
export function recordedAnswers(folder: 'test_anthropic' | 'test_bedrock' | '*', asked: RegExp): readonly RecordedAnswer[] {
  return globSync(`${folder}/*.yaml`, { cwd: CASSETTES }).flatMap((file) => {
    const text = readFileSync(path.join(CASSETTES, file), 'utf8');
    const { interactions = [] } = parse(text, { logLevel: 'error', customTags: ['binary'] }) as {
      readonly interactions?: readonly Interaction[];
    };
    return interactions.flatMap(({ request, response }) => {
      if (request?.method !== 'POST' || response === undefined || !asked.test(new URL(request.uri).pathname)) return [];
      const { parsed_body: json, body, headers, status } = response;
      const bytes = json === undefined ? Buffer.from((body?.string ?? '') as string) : Buffer.from(JSON.stringify(json));
      const contentType = String(headers['content-type']?.[0] ?? 'application/json');
      return [{ file, status: status.code, contentType, body: bytes }];
    });
  });
}
