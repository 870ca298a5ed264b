import { platform } from '../../../../lib/config/platform.ts';
import { input, linesOf } from '../support.ts';

type Input = Parameters<typeof platform>[0];

const guarded = (moderation: unknown, own?: unknown) => ({
  ...input(),
  ...(moderation !== undefined && { moderation }),
  tenants: { t: own === undefined ? {} : { moderation: own } },
});
const resolved = (...of: Parameters<typeof guarded>) => platform(guarded(...of) as Input);

test.each([
  [{ input: 'block', abuse: 'block' }],
  [{ input: 'review', abuse: { warn: 0.5, block: 0.9 } }],
  [{ input: { hate: { block: 0.9 } }, abuse: { throttle: 0.6, coolingOffSeconds: 60, longestCoolingOffSeconds: 60 } }],
  [{ abuse: 'off' }],
])('%j is right, for the platform and for a tenant', (moderation) => {
  expect([...linesOf(guarded(moderation)), ...linesOf(guarded(undefined, moderation))]).toEqual([]);
});

test.each([
  [{ abuse: 'blok' }, "'blok' is not a rule for abuse; use off, warn, throttle, block, or scores, e.g. { block: 0.85 }"],
  [{ abuse: {} }, "names no score; add warn, throttle or block, or write 'off'"],
  [{ abuse: { coolingOffSeconds: 60 } }, "names no score; add warn, throttle or block, or write 'off'"],
  [{ abuse: { warn: 0.9, block: 0.8 } }, '.warn: 0.9 is not below block, which is 0.8, and would never be reached'],
  [
    { abuse: { block: 0.8, longestCoolingOffSeconds: 60 } },
    '.longestCoolingOffSeconds: 60 is shorter than coolingOffSeconds, which is 300; raise it, or leave it out',
  ],
  [{ abuse: { block: 0 } }, '.block: 0 is not a number from 0.05 to 1; use a number such as 0.85'],
  [{ input: 'flag', abuse: 'warn' }, "'warn' has nothing to count: no input policy refuses anything; let input review or block"],
])('%j is refused, once, for the platform and for a tenant', (parts, line) => {
  for (const [at, lines] of [
    ['moderation.abuse', linesOf(guarded({ input: 'block', ...parts }))],
    ['tenants.t.moderation.abuse', linesOf(guarded(undefined, { input: 'block', ...parts }))],
  ] as const) {
    expect(lines).toEqual([expect.stringContaining(at)]);
    expect(lines[0]).toContain(line);
  }
});

test("a tenant's policy gives the platform's rules something to count, and the other way round", () => {
  expect(linesOf(guarded({ abuse: 'warn' }, { input: 'block' }))).toEqual([]);
  expect(linesOf(guarded({ input: 'block' }, { abuse: 'warn' }))).toEqual([]);
  expect(resolved({ abuse: 'warn' }, { input: 'block' }).moderation).not.toHaveProperty('abuse');
});

test('the words are the default scores up to an action', () => {
  const of = (abuse: unknown) => resolved({ input: 'block', abuse }).moderation?.abuse;
  const cooling = { coolingOffSeconds: 300, longestCoolingOffSeconds: 86_400 };
  expect(of('warn')).toEqual({ warn: 0.5, ...cooling });
  expect(of('throttle')).toEqual({ warn: 0.5, throttle: 0.7, ...cooling });
  expect(of('block')).toEqual({ warn: 0.5, throttle: 0.7, block: 0.85, ...cooling });
  expect(of({ block: 0.9, coolingOffSeconds: 60 })).toEqual({ block: 0.9, ...cooling, coolingOffSeconds: 60 });
  expect(of('off')).toBeUndefined();
});

test("a tenant's choice replaces the platform's", () => {
  const config = resolved({ input: 'block', abuse: 'block' }, { abuse: 'off' });
  expect(config.tenants.t?.moderation).not.toHaveProperty('abuse');
  expect(resolved({ input: 'block', abuse: 'block' }, { output: 'mask' }).tenants.t?.moderation?.abuse).toHaveProperty('block');
});
