import { recordOf, stateOf } from '../../../../lambda/review/domain/case-record.ts';
import { appeal, claim, decide, LEASE_MS, type Transition } from '../../../../lambda/review/domain/transitions.ts';
import { caseOf } from '../support/cases.ts';

const NOW = Date.UTC(2026, 10, 21);
const open = recordOf(caseOf());

const changed = (transition: Transition) => {
  if (transition.kind !== 'changed') throw new Error(JSON.stringify(transition));
  return transition.record;
};
const claimed = changed(claim(open, 'ann', NOW));
const decided = changed(decide(claimed, { by: 'ann', verdict: 'deny', reason: 'an attack' }, NOW));
const appealed = changed(appeal(decided, 'bob', 'it was a test', NOW));

test('a case goes from open to claimed, decided and appealed, a version at a time', () => {
  expect([open, claimed, decided, appealed].map((record) => stateOf(record, NOW))).toEqual([
    'open',
    'claimed',
    'decided',
    'appealed',
  ]);
  expect([open, claimed, decided, appealed].map(({ version }) => version)).toEqual([1, 2, 3, 4]);
});

test('every change says who did what and when', () => {
  expect(decide(claimed, { by: 'ann', verdict: 'deny', reason: 'an attack' }, NOW)).toMatchObject({
    entry: {
      caseId: open.case.id,
      tenant: 'research',
      action: 'decided',
      by: 'ann',
      at: '2026-11-21T00:00:00.000Z',
      detail: 'deny: an attack',
    },
  });
});

test('while one reviewer holds a case nobody else claims or decides it', () => {
  expect(claim(claimed, 'bob', NOW + 1)).toMatchObject({ kind: 'refused', code: 'claimed' });
  expect(decide(claimed, { by: 'bob', verdict: 'allow', reason: 'fine' }, NOW + 1)).toMatchObject({
    kind: 'refused',
    code: 'not_claimed',
  });
});

test('a lease runs out: the case is open again, its holder can no longer decide, and somebody else can claim it', () => {
  const later = NOW + LEASE_MS;
  expect(stateOf(claimed, later - 1)).toBe('claimed');
  expect(stateOf(claimed, later)).toBe('open');
  expect(decide(claimed, { by: 'ann', verdict: 'allow', reason: 'fine' }, later)).toMatchObject({ code: 'not_claimed' });
  expect(changed(claim(claimed, 'bob', later)).lease).toEqual({ by: 'bob', until: later + LEASE_MS });
});

test('claiming again makes the lease last as long from then on', () => {
  expect(changed(claim(claimed, 'ann', NOW + 60_000)).lease?.until).toBe(NOW + 60_000 + LEASE_MS);
});

test('a decision that comes twice changes nothing, another one is refused', () => {
  expect(decide(decided, { by: 'ann', verdict: 'deny', reason: 'an attack' }, NOW + 1).kind).toBe('same');
  expect(decide(decided, { by: 'ann', verdict: 'allow', reason: 'an attack' }, NOW + 1)).toMatchObject({ code: 'decided' });
  expect(claim(decided, 'bob', NOW + 1)).toMatchObject({ kind: 'refused', code: 'decided' });
});

test('an appeal is decided by somebody else, and that is final', () => {
  expect(claim(appealed, 'ann', NOW)).toMatchObject({ kind: 'refused', code: 'same_person' });
  const again = changed(claim(appealed, 'bob', NOW));
  const final = changed(decide(again, { by: 'bob', verdict: 'allow', reason: 'a test' }, NOW));
  expect(final.decisions.map(({ verdict, by }) => [verdict, by])).toEqual([
    ['deny', 'ann'],
    ['allow', 'bob'],
  ]);
  expect(stateOf(final, NOW)).toBe('decided');
  expect(appeal(final, 'ann', 'no', NOW)).toMatchObject({ kind: 'refused', code: 'appealed' });
});

test('there is no appeal before a decision, and the same one twice is one', () => {
  expect(appeal(claimed, 'bob', 'why', NOW)).toMatchObject({ kind: 'refused', code: 'not_decided' });
  expect(appeal(appealed, 'bob', 'it was a test', NOW + 1).kind).toBe('same');
});
