import { setTimeout as delay } from 'node:timers/promises';
import { RESEARCH_CONCURRENCY } from './configuration.ts';
import type { RouterUnderTest } from './router-under-test.ts';
import type { MockUpstream } from './upstream.ts';

const HELD = {
  httpMethod: 'POST',
  path: '/v1/chat/completions',
  resource: '/v1/chat/completions',
  // The same question many times: without this one call would answer them all.
  headers: { 'cache-control': 'no-store' },
  body: '{"model":"held","messages":[{"role":"user","content":"hi"}]}',
  requestContext: { authorizer: { tenant: 'research', principal: 'key-3', credential: 'api-key' } },
};

/** @returns the sentence that says that reservations of the fuzz are still held; undefined when its tenant has all of its concurrency again */
export async function problemOfReservations(router: RouterUnderTest, upstream: MockUpstream): Promise<string | undefined> {
  const asked = Array.from({ length: RESEARCH_CONCURRENCY }, () => router.ask(HELD));
  const deadline = Date.now() + 5_000;
  while (upstream.held() < RESEARCH_CONCURRENCY && Date.now() < deadline) await delay(5);
  const granted = upstream.held();
  const oneMore = await Promise.race([router.ask(HELD), delay(2_000, undefined)]);
  upstream.release();
  await Promise.all(asked);
  if (granted < RESEARCH_CONCURRENCY)
    return `only ${granted} of ${RESEARCH_CONCURRENCY} parallel requests were let through at the end`;
  return oneMore?.status === 429
    ? undefined
    : `one more than ${RESEARCH_CONCURRENCY} parallel requests was answered ${oneMore?.status}, not 429`;
}
