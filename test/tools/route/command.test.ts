import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, temporaryFolder } from '../../support/local-platform.ts';

let folder: string;
let config: string;

beforeAll(() => {
  folder = temporaryFolder();
  config = path.join(folder, 'acme.json');
  const regions = { 'us-east-1': {} };
  const models = { echo: { echo: {} } };
  const routes = { chat: [{ model: 'echo', when: { time: { days: ['mon'] } } }] };
  writeFileSync(config, JSON.stringify({ name: 'acme', regions, models, routes, tenants: { default: {} } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const explain = (input: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'bin/blueprint.ts', 'route', 'explain', '--config', config, ...args], {
    cwd: root,
    encoding: 'utf8',
    input,
  });
const REQUEST = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Hello' }] });

test('a request from stdin is explained for a moment, as text and as JSON', () => {
  const monday = explain(REQUEST, '--at', '2026-01-05T00:00:00Z');
  expect([monday.status, monday.stdout]).toEqual([0, expect.stringMatching(/^1 {2}echo {2}\$0 {2}priority$/m)]);
  const input = JSON.stringify({ model: 'chat', input: 'Hello' });
  const tuesday = explain(input, '--at', '2026-01-06', '--json', '--api', 'responses');
  expect(JSON.parse(tuesday.stdout)).toMatchObject({
    ...{ alias: 'chat', order: [], refused: [{ model: 'echo' }] },
    prompt: { api: 'responses', operation: 'chat.completions', contextTokens: 2 },
  });
});

test.each([
  ['no JSON', '{', [], 'stdin holds no JSON'],
  ['no API', REQUEST, ['--api', 'chats'], "'chats' is no API; use one of chat, responses, messages, embeddings"],
  ['no time', REQUEST, ['--at', 'tomorrow'], "'tomorrow' is no time; use ISO 8601"],
])('%s is refused with a sentence', (_, input, args, sentence) => {
  const { status, stdout, stderr } = explain(input, ...args);
  expect([status, stdout, stderr.split('\n').length]).toEqual([1, '', 2]);
  expect(stderr).toContain(sentence);
});
