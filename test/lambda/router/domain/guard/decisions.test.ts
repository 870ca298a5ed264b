import { afterDecision } from '../../../../../lambda/router/domain/guard/decisions.ts';
import type { Guard } from '../../../../../lambda/router/domain/guard/guard.ts';
import type { Verdict } from '../../../../../lambda/router/domain/guard/verdict.ts';

const guard = (verdictOf?: (tenant: string, text: string) => Promise<'allow' | 'deny' | undefined>): Guard =>
  ({
    caller: { tenant: 'research', principal: 'key', credential: 'api-key' },
    exchange: { ports: verdictOf === undefined ? {} : { decisions: { verdictOf } } },
  }) as unknown as Guard;
const verdict = (action: Verdict['action'], masks: Verdict['masks'] = []): Verdict => ({
  action,
  categories: ['toxicity'],
  masks,
});
const MASK = [{ start: 0, end: 1, category: 'pii', type: 'email' }] as const;

test('without decisions, or without one on the text, the policy counts', async () => {
  for (const action of ['allow', 'flag', 'mask', 'review', 'block'] as const) {
    expect(await afterDecision(guard(), 'text', verdict(action))).toEqual(verdict(action));
    expect(
      await afterDecision(
        guard(async () => undefined),
        'text',
        verdict(action),
      ),
    ).toEqual(verdict(action));
  }
});

test.each([
  ['review', [], 'flag'],
  ['block', [], 'flag'],
  ['review', MASK, 'mask'],
  ['allow', [], 'allow'],
  ['mask', MASK, 'mask'],
] as const)(
  'what people allowed passes, masked where the policy masks: %s with %j becomes %s',
  async (action, masks, expected) => {
    expect(
      await afterDecision(
        guard(async () => 'allow'),
        'text',
        verdict(action, masks),
      ),
    ).toEqual(verdict(expected, masks));
  },
);

test.each(['allow', 'flag', 'review', 'block'] as const)(
  'what people denied is blocked where the policy says %s',
  async (action) => {
    expect(
      (
        await afterDecision(
          guard(async () => 'deny'),
          'text',
          verdict(action),
        )
      ).action,
    ).toBe('block');
  },
);

test('a denial of what the policy finds nothing in has a category to name', async () => {
  const clean: Verdict = { action: 'allow', categories: [], masks: [] };
  expect(
    await afterDecision(
      guard(async () => 'deny'),
      'text',
      clean,
    ),
  ).toEqual({ ...clean, action: 'block', categories: ['sensitive'] });
});

test("it is asked for the caller's tenant, and that it cannot tell is an error", async () => {
  const asked: string[] = [];
  const decisions = guard(async (tenant, text) => {
    asked.push(`${tenant} ${text}`);
    throw new Error('no table');
  });
  await expect(afterDecision(decisions, 'hello', verdict('allow'))).rejects.toThrow('no table');
  expect(asked).toEqual(['research hello']);
});
