/** What a started platform says of itself. */
export interface Started {
  /** Base URL for OpenAI's clients. */
  readonly url: string;
  readonly apiKey: string;
  readonly pid: number;
  readonly region: string;
  readonly tenant: string;
  readonly models: readonly string[];
  readonly stateFolder: string;
}

/** For scripts: one line. */
export function startedJson({ url, apiKey, pid }: Started): string {
  return `${JSON.stringify({ url, apiKey, pid })}\n`;
}

/** For people. */
export function startedText({ url, apiKey, region, tenant, models, stateFolder }: Started): string {
  const named = models.filter((name) => name !== '*');
  const others = named.length < models.length ? ', and any other name through OPENAI_BASE_URL' : '';
  const body = JSON.stringify({ model: named[0] ?? 'gpt-5.4-mini', messages: [{ role: 'user', content: 'Hello' }] });
  return `
  LLM platform, region ${region}
    address   ${url}
    key       ${apiKey}  (tenant ${tenant})
    models    ${named.join(', ')}${others}
    state     ${stateFolder}
    page      ${new URL('/', url)}  (for browsers on this machine; metrics for Prometheus below /metrics)

  curl ${url}/chat/completions -H 'authorization: Bearer ${apiKey}' -H 'content-type: application/json' -d '${body}'

  Ctrl-C stops it. One log line per request follows.

`;
}

/** The address as clients write it: an IPv6 address in brackets, and of "every address" one that can be called. */
export function baseUrl(host: string, port: number): string {
  const callable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${callable.includes(':') ? `[${callable}]` : callable}:${port}/v1`;
}
