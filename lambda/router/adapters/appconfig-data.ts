import { DEFAULT_TIMEOUTS } from '../contract/resilience.ts';
import type { Upstream, UpstreamCall, UpstreamHeaders, UpstreamResponse } from '../domain/ports.ts';

const TIMEOUTS = { ...DEFAULT_TIMEOUTS, connectMs: 1_000, firstTokenMs: 1_500, stallMs: 1_500 };

/** What AppConfig has deployed, as of one call. */
export interface Deployed {
  /** Empty when nothing has changed since the last call of the session. */
  readonly text: string;
  /** Good for the next call, and for that one alone. */
  readonly token: string | undefined;
  /** To wait before the next call. */
  readonly waitSeconds: number;
}

/** AppConfig's data plane over the router's own connections: its client from the SDK takes 25 ms of CPU to load, for two calls. */
export interface AppConfigData {
  /** @returns the token of the first call */
  startSession(minimumWaitSeconds: number): Promise<string>;
  latest(token: string): Promise<Deployed>;
}

/** @param place application, environment and profile, by name or id */
export function appConfigData(place: readonly [string, string, string], region: string, upstream: Upstream): AppConfigData {
  const [ApplicationIdentifier, EnvironmentIdentifier, ConfigurationProfileIdentifier] = place;
  const baseUrl = `https://appconfigdata.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

  const send = async (call: Pick<UpstreamCall, 'method' | 'path' | 'headers' | 'body'>) => {
    const sign = { service: 'appconfig', region };
    const response = await upstream.send({ ...call, baseUrl, sign, timeouts: TIMEOUTS, signal: new AbortController().signal });
    const text = await textOf(response);
    if (response.status < 300) return { headers: response.headers, text };
    // It quotes the names that it was asked for, never their content.
    const said = `${headerOf(response.headers, 'x-amzn-errortype') ?? ''} ${text.slice(0, 300)}`.trim();
    throw new Error(`AppConfig answered ${response.status} ${said}`);
  };

  return {
    startSession: async (minimumWaitSeconds) => {
      const place = { ApplicationIdentifier, EnvironmentIdentifier, ConfigurationProfileIdentifier };
      const body = JSON.stringify({ ...place, RequiredMinimumPollIntervalInSeconds: minimumWaitSeconds });
      const { text } = await send({ path: '/configurationsessions', headers: { 'content-type': 'application/json' }, body });
      return (JSON.parse(text) as { readonly InitialConfigurationToken: string }).InitialConfigurationToken;
    },
    latest: async (token) => {
      const path = `/configuration?configuration_token=${encodeURIComponent(token)}`;
      const { headers, text } = await send({ method: 'GET', path, headers: {}, body: '' });
      const waitSeconds = Number(headerOf(headers, 'next-poll-interval-in-seconds') ?? 0);
      return { text, token: headerOf(headers, 'next-poll-configuration-token'), waitSeconds };
    },
  };
}

async function textOf(response: UpstreamResponse): Promise<string> {
  const chunks: Buffer[] = [];
  await response.read((chunk) => {
    chunks.push(chunk);
    return undefined;
  });
  return Buffer.concat(chunks).toString();
}

function headerOf(headers: UpstreamHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
