import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { blueprint, type LocalPlatform, startPlatform, temporaryFolder } from '../../support/local-platform.ts';

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const folder = temporaryFolder();
const promptsFolder = path.join(folder, 'prompts');
const configFile = path.join(folder, 'platform.json');
const templateFile = path.join(promptsFolder, 'support.yaml');
const template = (system: string) =>
  `templates:\n  support@1:\n    system: ${system}\n    variables: { who: { maxLength: 20 } }\n`;

/** An upstream that keeps what it is sent and thinks aloud before it answers. */
const sent: { readonly model: string; readonly stream?: boolean; readonly messages: readonly { readonly content: string }[] }[] =
  [];
const upstream = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = JSON.parse(Buffer.concat(parts).toString());
  sent.push(body);
  if (body.stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const text of ['<thi', 'nk>let me', ' see</th', 'ink>\n\n', 'It is ', 'answer ', String(sent.length)])
      response.write(chunk({ content: text }));
    response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
    return;
  }
  const message = { role: 'assistant', content: `It is answer ${sent.length}` };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }));
});

let platform: LocalPlatform;

beforeAll(async () => {
  await new Promise<void>((listening) => upstream.listen(0, '127.0.0.1', listening));
  const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
  mkdirSync(promptsFolder);
  writeFileSync(templateFile, template('You help {{who}}.'));
  writeFileSync(
    configFile,
    JSON.stringify({
      name: 'acme',
      regions: { 'us-east-1': {} },
      models: { gpt: { openai: { baseUrl } }, thinker: { openai: { baseUrl } } },
      prompts: {
        postProcessors: { quiet: [{ remove: { from: '<think>', to: '</think>' } }, { trim: true }] },
        attach: { thinker: { postProcess: ['quiet'], optimise: ['whitespace'] } },
      },
      tenants: { default: { sessions: {} } },
    }),
  );
  platform = await startPlatform(['--config', configFile, '--prompts', promptsFolder]);
}, 30_000);

afterAll(async () => {
  await platform.stop();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  sent.length = 0;
});

function ask(body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${platform.url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'gpt', messages: [{ role: 'user', content: 'Hi' }], ...body }),
  });
}

const user = (content: string) => ({ role: 'user', content });
const NAMED = { 'x-session-id': 'talk-1' };

test('a thought leaves the stream, and the next turn finds the answer as the client saw it, on disk without a readable word', async () => {
  const streamed = await ask({ model: 'thinker', stream: true, messages: [user('A    private    question')] }, NAMED);
  expect(streamed.headers.get('x-prompt-tokens-saved')).toBe('1');
  const events = (await streamed.text())
    .trim()
    .split('\n\n')
    .map((event) => event.slice('data: '.length));
  expect(events.at(-1)).toBe('[DONE]');
  const text = events.slice(0, -1).map((event) => JSON.parse(event).choices[0].delta.content ?? '');
  expect(text.join('')).toBe('It is answer 1');

  await ask({ messages: [user('And?')] }, NAMED);
  expect(sent[0]?.messages).toEqual([user('A private question')]);
  expect(sent[1]?.messages).toEqual([
    user('A    private    question'),
    { role: 'assistant', content: 'It is answer 1' },
    user('And?'),
  ]);

  await ask({ messages: [user('Fresh')] }, { 'x-session-id': 'talk-2' });
  expect(sent[2]?.messages).toEqual([user('Fresh')]);

  const deleted = await fetch(`${platform.url}/sessions/talk-1`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${platform.apiKey}` },
  });
  expect([deleted.status, await deleted.json()]).toEqual([200, { id: 'talk-1', object: 'session.deleted', deleted: true }]);
  await ask({ messages: [user('Again')] }, NAMED);
  expect(sent[3]?.messages).toEqual([user('Again')]);
  for (const name of readdirSync(platform.stateFolder)) {
    expect(readFileSync(path.join(platform.stateFolder, name)).includes('private')).toBe(false);
  }
  expect(platform.stdout()).not.toContain('private');
});

test('a template takes its variable, a new text replaces it without a restart, and a bad file does not', async () => {
  const byTemplate = async () => {
    const answer = await ask({ prompt_variables: { who: 'Ada' } }, { 'x-prompt-template': 'support' });
    expect(answer.status).toBe(200);
    return sent.at(-1)?.messages[0]?.content;
  };
  const untilLogged = (text: string) => eventually(() => (platform.stdout().includes(text) ? true : undefined));
  expect(await byTemplate()).toBe('You help Ada.');

  writeFileSync(templateFile, template('You guide {{who}}.'));
  await eventually(async () => ((await byTemplate()) === 'You guide Ada.' ? true : undefined));

  writeFileSync(templateFile, template('You confuse {{whom}}.'));
  await untilLogged('prompts refused; the last good ones stay');
  expect(platform.stdout()).toContain("support.yaml:2:3 templates['support@1']: '{{whom}}' stands in the text");
  const served = readdirSync(platform.stateFolder).filter((name) => /^router-\d+\.json$/.test(name));
  expect(served.map((name) => readFileSync(path.join(platform.stateFolder, name), 'utf8'))).toEqual([
    expect.stringContaining('You guide {{who}}.'),
  ]);
  expect(await byTemplate()).toBe('You guide Ada.');

  writeFileSync(templateFile, template('You comfort {{who}}.'));
  await eventually(async () => ((await byTemplate()) === 'You comfort Ada.' ? true : undefined));
}, 30_000);

test.each([
  ['a folder that is not there', path.join(folder, 'nowhere'), 'is no folder; make it, or name another one with --prompts'],
  ['a file that is wrong', path.join(folder, 'wrong'), 'a.yaml:1:1 templte: is no field here; did you mean templates?'],
])(
  'it does not start with %s',
  async (_, prompts, message) => {
    if (prompts.endsWith('wrong')) {
      mkdirSync(prompts);
      writeFileSync(path.join(prompts, 'a.yaml'), 'templte: {}\n');
    }
    const exit = await blueprint([
      'serve',
      '--port',
      '0',
      '--state',
      path.join(folder, 'state'),
      '--config',
      configFile,
      '--prompts',
      prompts,
    ]).exited;
    expect(exit.code).toBe(1);
    expect(exit.stderr).toContain(message);
  },
  30_000,
);
