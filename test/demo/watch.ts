import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDemo } from './demo.ts';

/** A breaker's pause is a minute at most, and its alert has to leave windows after that. */
export const LIMIT_MS = 150_000;

/** Asks until nothing is wrong any more. @throws Error with what still is wrong shortly before a test's time is over */
export async function inTime(wrong: () => Promise<string | undefined>, limitMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + limitMs - 5_000; ; await sleep(500)) {
    const sentence = await wrong();
    if (sentence === undefined) return;
    if (Date.now() > deadline) throw new Error(sentence);
  }
}

interface Active {
  readonly labels: Readonly<Record<string, string>>;
}

/** What Alertmanager knows to be firing, by name; each with its labels. */
export async function firing({ alertmanager }: RunningDemo): Promise<readonly string[]> {
  const alerts = (await (await fetch(`${alertmanager}/api/v2/alerts?active=true`)).json()) as readonly Active[];
  return alerts.map(({ labels: { alertname, model, upstream, job } }) =>
    [alertname, model ?? upstream ?? job].filter((part) => part !== undefined).join(' '),
  );
}

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** The value of a query's only series; undefined when there is none. */
export async function sampleOf({ prometheus }: RunningDemo, query: string): Promise<number | undefined> {
  const response = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`);
  const [, value] = ((await response.json()) as Answer).data.result[0]?.value ?? [];
  return value === undefined ? undefined : Number(value);
}

/** Asks the platform as a client does. */
export async function askPlatform({ url, apiKey }: RunningDemo, model: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: `Is ${model} there at ${Date.now()}?` }], max_tokens: 8 }),
  });
  await response.text();
  return { status: response.status, route: response.headers.get('x-route') ?? '' };
}
