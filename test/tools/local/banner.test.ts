import { baseUrl, startedJson, startedText } from '../../../tools/local/banner.ts';

const started = {
  url: 'http://127.0.0.1:8080/v1',
  apiKey: 'sk-key',
  pid: 7,
  region: 'us-east-1',
  tenant: 'default',
  models: ['echo', '*'],
  stateFolder: '/home/ada/.local',
};

test('scripts get one line with three fields', () => {
  expect(startedJson(started)).toBe('{"url":"http://127.0.0.1:8080/v1","apiKey":"sk-key","pid":7}\n');
});

test('people get a command to copy, and what else there is', () => {
  const text = startedText(started);
  expect(text).toContain(
    `curl http://127.0.0.1:8080/v1/chat/completions -H 'authorization: Bearer sk-key' -H 'content-type: application/json' -d '{"model":"echo","messages":[{"role":"user","content":"Hello"}]}'`,
  );
  expect(text).toContain('echo, and any other name through OPENAI_BASE_URL');
  expect(startedText({ ...started, models: ['echo'] })).not.toContain('OPENAI_BASE_URL');
});

test.each([
  ['127.0.0.1', 'http://127.0.0.1:80/v1'],
  ['0.0.0.0', 'http://127.0.0.1:80/v1'],
  ['::', 'http://[::1]:80/v1'],
  ['::1', 'http://[::1]:80/v1'],
  ['localhost', 'http://localhost:80/v1'],
])('clients reach host %s at %s', (host, url) => {
  expect(baseUrl(host, 80)).toBe(url);
});
