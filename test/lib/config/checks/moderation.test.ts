import { platform } from '../../../../lib/config/platform.ts';
import { routerConfig } from '../../../../lib/config/router-config.ts';
import { input, linesOf } from '../support.ts';

type Input = Parameters<typeof platform>[0];

const guarded = (moderation: unknown, own?: unknown) => ({
  ...input(),
  ...(moderation !== undefined && { moderation }),
  tenants: { t: own === undefined ? {} : { moderation: own } },
});
const resolved = (...of: Parameters<typeof guarded>) => platform(guarded(...of) as Input);

test.each([
  [{}],
  [{ input: 'block', output: 'off' }],
  [{ input: { toxicity: { flag: 0.5, review: 0.7, block: 0.9 }, pii: { mask: 0.5, block: 0.5 } }, whenUnavailable: 'allow' }],
  [{ output: 'mask', streamWindow: 200 }],
])('%j is right, for the platform and for a tenant', (moderation) => {
  expect([...linesOf(guarded(moderation)), ...linesOf(guarded(undefined, moderation))]).toEqual([]);
});

test.each([
  [{ input: 'blok' }, "input: 'blok' is not a policy; use off, flag, mask, review, block, or thresholds by category"],
  [{ input: { toxcity: { block: 0.9 } } }, "input.toxcity: 'toxcity' is not a category; did you mean toxicity?"],
  [{ output: { pii: { blok: 1 } } }, 'output.pii.blok: is no field here; did you mean block?'],
  [{ input: { hate: { block: 1.5 } } }, 'input.hate.block: 1.5 is not a number from 0 to 1; use a number such as 0.9'],
  [
    { input: { hate: { mask: 0.5 } } },
    'input.hate.mask: 0.5 has nothing to mask: hate is said of whole texts; use flag, review or block',
  ],
  [
    { input: { hate: { flag: 0.9, block: 0.8 } } },
    'input.hate.flag: 0.9 is not below block, which is 0.8, and would never be reached',
  ],
  [{ input: { hate: {} } }, 'input.hate: has no threshold; add one, or leave the category out'],
  [{ output: {} }, "output: names no category; add one, or write 'off'"],
  [{ whenUnavailable: 'allow' }, "whenUnavailable: 'allow' has nothing to apply to; add input or output, or leave it out"],
  [{ input: 'off', streamWindow: 64 }, 'streamWindow: 64 has nothing to apply to; add input or output, or leave it out'],
  [{ streamWindow: 4, input: 'flag' }, 'streamWindow: 4 is not a whole number from 16 to 4096'],
])('%j is refused, once, for the platform and for a tenant', (moderation, line) => {
  for (const [at, lines] of [
    ['moderation.', linesOf(guarded(moderation))],
    ['tenants.t.moderation.', linesOf(guarded(undefined, moderation))],
  ] as const) {
    expect(lines).toEqual([expect.stringContaining(`${at}${line}`)]);
  }
});

test("a tenant's choice for the platform's policies has something to apply to", () => {
  expect(linesOf(guarded({ input: 'block' }, { whenUnavailable: 'allow' }))).toEqual([]);
});

test('the words are the default thresholds up to an action; answers are not searched for injections', () => {
  const of = (word: string) => resolved({ input: word, output: word }).moderation;
  expect(of('flag')?.input).toEqual({
    ...{ toxicity: { flag: 0.5 }, 'prompt-injection': { flag: 0.5 }, pii: { flag: 0.5 }, secrets: { flag: 0.5 } },
  });
  expect(of('mask')).toEqual({
    input: { toxicity: { flag: 0.5 }, 'prompt-injection': { flag: 0.5 }, pii: { mask: 0.5 }, secrets: { mask: 0.5 } },
    output: { toxicity: { flag: 0.5 }, pii: { mask: 0.5 }, secrets: { mask: 0.5 } },
    ...{ whenUnavailable: 'refuse', streamWindow: 64 },
  });
  expect(of('review')?.output).toEqual({ toxicity: { flag: 0.5, review: 0.8 }, pii: { flag: 0.5 }, secrets: { mask: 0.5 } });
  expect(of('block')?.input).toEqual({
    toxicity: { flag: 0.5, block: 0.93 },
    'prompt-injection': { flag: 0.5, block: 0.9 },
    ...{ pii: { flag: 0.5 }, secrets: { mask: 0.5 } },
  });
  expect(of('off')).toEqual({ whenUnavailable: 'refuse', streamWindow: 64 });
});

test("a tenant's choices replace the platform's one by one", () => {
  const config = resolved({ input: 'block', output: 'mask', streamWindow: 32 }, { input: 'off', whenUnavailable: 'allow' });
  expect(config.tenants.t?.moderation).toEqual({ output: config.moderation?.output, whenUnavailable: 'allow', streamWindow: 32 });
});

test('the router gets the default and the tenants that differ; nothing when nothing is chosen', () => {
  const [region = ''] = Object.keys(resolved({}).regions);
  expect(routerConfig(resolved(undefined), region)).not.toHaveProperty('moderation');
  const config = resolved({ input: 'flag' }, { input: 'off' });
  expect(routerConfig(config, region).moderation).toEqual({
    default: config.moderation,
    tenants: { t: { whenUnavailable: 'refuse', streamWindow: 64 } },
  });
  expect(routerConfig(resolved({ input: 'flag' }), region).moderation).not.toHaveProperty('tenants');
});
