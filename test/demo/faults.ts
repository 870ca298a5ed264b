import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { chaos, type RunningDemo } from './demo.ts';
import { askPlatform, firing, inTime, LIMIT_MS, sampleOf } from './watch.ts';

/** Breaks parts of a running demo, waits until it shows, mends them, and waits until all is well again. */
export async function testFaults({ check }: Harness, demo: RunningDemo, state: string): Promise<void> {
  const missing = (what: string) => demo.missing.some((sentence) => sentence.startsWith(what));
  const said = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await chaos(state, ...args);
    assert.equal(code, 0, stderr);
    return stdout.trim();
  };
  const fires = (alert: string) => () =>
    inTime(async () => {
      const now = await firing(demo);
      return now.includes(alert) ? undefined : `${alert} does not fire; firing are: ${now.join(', ') || 'none'}`;
    });

  await check('every target is scraped, and the load is answered', () =>
    inTime(async () => {
      const down = await sampleOf(demo, 'count(up == 0) or vector(0)');
      const answered = await sampleOf(demo, 'sum(llm_requests_total{status="200"})');
      return down === 0 && (answered ?? 0) > 50 ? undefined : `${down} targets are down, ${answered} requests were answered`;
    }),
  );
  await check('faults are switched on by hand', async () => {
    assert.match(await said('upstream-errors', '--upstream', 'large'), /^on: upstream-errors \(upstream large\)$/);
    if (!missing('Redis')) assert.match(await said('redis-down'), /redis-down/);
    if (!missing('Triton')) assert.match(await said('triton-down'), /triton-down/);
    assert.match(await said('status'), /upstream-errors/);
  });
  await check('the error budget of the model burns, and Alertmanager has the alert', fires('LLMAvailabilityFastBurn large'));
  await check('the breaker of the upstream opens, and its alert fires', async () => {
    await inTime(async () => {
      const open = await sampleOf(demo, 'llm_circuit_breaker_state{upstream="large"}');
      return open === 1 ? undefined : `llm_circuit_breaker_state is ${open}`;
    });
    await fires('LLMCircuitBreakerOpen large')();
  });
  await check('another upstream answers for the alias', () =>
    inTime(async () => {
      const { status, route } = await askPlatform(demo, 'chat');
      return status === 200 && route.startsWith('chat; small;') ? undefined : `${status} ${route}`;
    }),
  );
  if (!missing('Redis')) await check('Redis is missed', fires('RedisDown redis'));
  if (!missing('Triton'))
    await check('Triton is missed, and another answers for it', async () => {
      await fires('TargetDown triton')();
      const { status, route } = await askPlatform(demo, 'assistant');
      assert.equal(status, 200);
      assert.match(route, /^assistant; small;/);
    });
  await check('off ends all of them', async () => assert.equal(await said('off'), 'no fault is on'));
  await check(
    'breakers close, first candidates answer again, and every alert of it is resolved',
    () =>
      inTime(async () => {
        const now = await firing(demo);
        const left = now.filter((alert) => /FastBurn|BreakerOpen|RedisDown|TargetDown/.test(alert));
        const { status, route } = await askPlatform(demo, 'chat');
        const open = await sampleOf(demo, 'sum(llm_circuit_breaker_state)');
        return left.length === 0 && open === 0 && status === 200 && route.startsWith('chat; large;')
          ? undefined
          : `firing: ${left.join(', ') || 'none'}; open breakers: ${open}; chat: ${status} ${route}`;
      }, LIMIT_MS),
    LIMIT_MS,
  );
}
