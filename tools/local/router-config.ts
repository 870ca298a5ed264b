import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { withoutTrailingSlash } from '../../lib/config/upstream-url.ts';

/** The variables that OpenAI's own clients read. */
export interface OpenAiEnvironment {
  readonly OPENAI_BASE_URL?: string | undefined;
  readonly OPENAI_API_KEY?: string | undefined;
}

/**
 * The region's configuration and, when the environment names an OpenAI-compatible server, that server for every model which the
 * configuration does not claim.
 *
 * @throws Error that shows a base URL which is none
 */
export function localRouterConfig(config: RouterConfig, environment: OpenAiEnvironment): RouterConfig {
  const { OPENAI_BASE_URL: url = '', OPENAI_API_KEY: key = '' } = environment;
  if ((url === '' && key === '') || Object.hasOwn(config.models, '*')) return config;
  if (url !== '' && !/^https?:\/\//.test(url)) throw notUrl(url);
  if (url !== '' && !URL.canParse(url)) throw notUrl(url);
  const baseUrl = url === '' ? 'https://api.openai.com/v1' : withoutTrailingSlash(url);
  // A server that asks for no key, such as Ollama, gets none.
  const apiKey = key === '' ? {} : { apiKey: { secret: 'openai/api-key' } };
  return { ...config, models: { ...config.models, '*': { kind: 'openai', baseUrl, ...apiKey } } };
}

function notUrl(url: string): Error {
  return new Error(`OPENAI_BASE_URL is '${url}', which is no http or https URL; set it to one such as http://127.0.0.1:11434/v1`);
}
