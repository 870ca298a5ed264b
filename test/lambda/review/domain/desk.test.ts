import fc from 'fast-check';
import { ApiError } from '../../../../lambda/review/domain/api-error.ts';
import { recordOf } from '../../../../lambda/review/domain/case-record.ts';
import { deskOf } from '../../../../lambda/review/domain/desk.ts';
import { receive } from '../../../../lambda/review/domain/received.ts';
import { LEASE_MS } from '../../../../lambda/review/domain/transitions.ts';
import { caseOf, casesOf } from '../support/cases.ts';
import { memoryCases } from '../support/memory-cases.ts';

const unseal = async () => 'the text';
const reach = new Set(['research']);

type Step = {
  readonly by: string;
  readonly what: 'claim' | 'allow' | 'deny' | 'appeal' | 'deliver' | 'wait';
  readonly target: number;
};

const steps = fc.array(
  fc.record<Step>({
    by: fc.constantFrom('ann', 'bob', 'eve'),
    what: fc.constantFrom('claim', 'claim', 'allow', 'deny', 'appeal', 'deliver', 'wait'),
    target: fc.nat(2),
  }),
  { maxLength: 60 },
);

test('with reviewers at the same time, messages in any order and twice, nothing is lost and nothing is decided twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (scheduler, todo) => {
      const cases = casesOf(3);
      const store = memoryCases(() => scheduler.schedule(Promise.resolve()));
      let now = Date.UTC(2026, 10, 21);
      const run = async ({ by, what, target }: Step): Promise<void> => {
        const sent = cases[target];
        if (sent === undefined) return;
        const desk = deskOf({ principal: by, reach }, { store, unseal, now: () => now });
        if (what === 'wait') now += LEASE_MS;
        else if (what === 'deliver') await receive([{ messageId: 'm', body: JSON.stringify(sent) }], store);
        else if (what === 'claim') await desk.claim(sent.id);
        else if (what === 'appeal') await desk.appeal(sent.id, `${by} appeals`);
        else await desk.decide(sent.id, { verdict: what, reason: `${by} says ${what}` });
      };
      const running = Promise.allSettled(todo.map(run));
      await scheduler.waitFor(running);
      for (const outcome of await running) if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ApiError);

      // The queue brings again what was not stored.
      const last = receive(
        cases.map((body, index) => ({ messageId: String(index), body: JSON.stringify(body) })),
        store,
      );
      expect((await scheduler.waitFor(last)).size).toBe(0);
      for (const { id } of cases) {
        const record = await scheduler.waitFor(store.find(id));
        if (record === undefined) throw new Error('a case is lost');
        const done = (await store.audit(id)).map(({ action }) => action);
        expect(record.version).toBe(1 + done.length);
        expect(done.filter((action) => action === 'decided')).toHaveLength(record.decisions.length);
        expect(record.decisions.length).toBeLessThanOrEqual(record.appeal === undefined ? 1 : 2);
        const [first, second] = record.decisions;
        if (second !== undefined) expect(second.by).not.toBe(first?.by);
        expect(store.decisions.get(id)?.verdict).toBe(record.decisions.at(-1)?.verdict);
      }
    }),
    { numRuns: 150 },
  );
});

test('a crash between two steps leaves the case as it was, to be claimed again when the lease has run out', async () => {
  const store = memoryCases();
  const [sent] = casesOf(1);
  if (sent === undefined) throw new Error();
  await store.add(recordOf(sent));
  let now = 0;
  const failing = { ...store, replace: async () => Promise.reject(new Error('killed')) };
  const at = (principal: string, cases = store) => deskOf({ principal, reach }, { store: cases, unseal, now: () => now });
  await at('ann').claim(sent.id);
  await expect(at('ann', failing).decide(sent.id, { verdict: 'deny', reason: 'x' })).rejects.toThrow('killed');
  expect(store.decisions.size).toBe(0);
  await expect(at('bob').claim(sent.id)).rejects.toMatchObject({ status: 409 });
  now = LEASE_MS;
  await at('bob').claim(sent.id);
  await at('bob').decide(sent.id, { verdict: 'allow', reason: 'y' });
  expect(store.decisions.get(sent.id)?.verdict).toBe('allow');
});

test('unmasking is written down before the text is given, and not given when it cannot be', async () => {
  const store = memoryCases();
  const received = caseOf();
  await store.add(recordOf(received));
  const ports = { store, unseal, now: () => 0 };
  expect(await deskOf({ principal: 'ann', reach }, ports).unmask(received.id)).toBe('the text');
  expect(store.entries).toEqual([
    { caseId: received.id, tenant: 'research', action: 'unmasked', by: 'ann', at: '1970-01-01T00:00:00.000Z' },
  ]);
  const broken = { ...store, note: async () => Promise.reject(new Error('no table')) };
  await expect(deskOf({ principal: 'ann', reach }, { ...ports, store: broken }).unmask(received.id)).rejects.toThrow('no table');
});

test("another tenant's case does not exist for a reviewer without reach", async () => {
  const store = memoryCases();
  const received = caseOf({ tenant: 'sales' });
  await store.add(recordOf(received));
  const desk = deskOf({ principal: 'ann', reach }, { store, unseal, now: () => 0 });
  for (const attempt of [desk.open, desk.claim, desk.unmask]) {
    await expect(attempt(received.id)).rejects.toMatchObject({ status: 404 });
  }
  await expect(desk.decide(received.id, { verdict: 'allow', reason: 'x' })).rejects.toMatchObject({ status: 404 });
  await expect(desk.appeal(received.id, 'x')).rejects.toMatchObject({ status: 404 });
  expect(store.entries).toEqual([]);
});
