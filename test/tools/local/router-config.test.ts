import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { localRouterConfig } from '../../../tools/local/router-config.ts';

const config: RouterConfig = { version: 1, models: { echo: { kind: 'echo' } } };

test('without variables the configuration stays as it is', () => {
  expect(localRouterConfig(config, {})).toBe(config);
  expect(localRouterConfig(config, { OPENAI_BASE_URL: '', OPENAI_API_KEY: '' })).toBe(config);
});

test('a base URL gets every other model, without a key when there is none', () => {
  expect(localRouterConfig(config, { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/' }).models).toEqual({
    echo: { kind: 'echo' },
    '*': { kind: 'openai', baseUrl: 'http://127.0.0.1:11434/v1' },
  });
});

test('a key is a reference, never its value, and alone means OpenAI', () => {
  expect(localRouterConfig(config, { OPENAI_API_KEY: 'sk-secret' }).models['*']).toEqual({
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    apiKey: { secret: 'openai/api-key' },
  });
});

test('what the configuration claims stays', () => {
  const claimed: RouterConfig = { version: 1, models: { '*': { kind: 'echo' } } };
  expect(localRouterConfig(claimed, { OPENAI_API_KEY: 'sk-secret' })).toBe(claimed);
});

test.each(['localhost:11434', 'ftp://x/v1', 'http://', 'v1'])('the base URL %j is refused', (url) => {
  expect(() => localRouterConfig(config, { OPENAI_BASE_URL: url })).toThrow(
    `OPENAI_BASE_URL is '${url}', which is no http or https URL`,
  );
});
