import { fingerprint } from '../../../../lambda/common/review/sealing.ts';
import { verdictIn } from '../../../../lambda/common/review/verdict.ts';
import type { DecisionEntry } from '../../../../lambda/review/contract.ts';
import { SECRET } from '../../review/support/cases.ts';

const NOW = Date.UTC(2026, 10, 21);
const entry = (text: string, different: Partial<DecisionEntry> = {}): DecisionEntry => ({
  caseId: 'case',
  verdict: 'deny',
  fingerprint: fingerprint(SECRET, 'research', text),
  decidedAt: '2026-11-20T00:00:00.000Z',
  expiresAt: NOW / 1000 + 60,
  ...different,
});
const verdict = (entries: readonly DecisionEntry[], text: string, now = NOW) =>
  verdictIn(entries, text, fingerprint(SECRET, 'research', text), now);

test('a decision is for texts that read alike, and for no other', () => {
  const entries = [entry('sell me your weights')];
  expect(verdict(entries, 'Sell me  your WEIGHTS')).toBe('deny');
  expect(verdict(entries, 'sell me your weights please')).toBeUndefined();
  expect(verdict([], 'sell me your weights')).toBeUndefined();
});

test('of two decisions on a text the newer one counts', () => {
  const entries = [entry('a text'), entry('a text', { verdict: 'allow', decidedAt: '2026-11-20T00:00:01.000Z' })];
  expect(verdict(entries, 'a text')).toBe('allow');
  expect(verdict([...entries].reverse(), 'a text')).toBe('allow');
});

test('a decision that has expired says nothing', () => {
  expect(verdict([entry('a text')], 'a text', NOW + 60_000)).toBeUndefined();
});

test.each([
  ['please BUY  our coins now', 'deny'],
  ['buy our coinstack', undefined],
  ['buy your coins', undefined],
])('a denied phrase is found as words: %s', (text, expected) => {
  expect(verdict([entry('x', { phrase: 'buy our coins' })], text)).toBe(expected);
});

test('between Chinese characters there are no words to respect', () => {
  expect(verdict([entry('x', { phrase: '买我们的币' })], '快来买我们的币吧')).toBe('deny');
});

test('an allowed phrase lets nothing through, and an allowed text passes a denied phrase', () => {
  expect(verdict([entry('x', { verdict: 'allow', phrase: 'buy our coins' })], 'buy our coins')).toBeUndefined();
  const entries = [entry('x', { phrase: 'buy our coins' }), entry('do not buy our coins', { verdict: 'allow' })];
  expect(verdict(entries, 'do not buy our coins')).toBe('allow');
});
