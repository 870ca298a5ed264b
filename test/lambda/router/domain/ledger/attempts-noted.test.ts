import type { UsageRow } from '../../../../../lambda/router/contract/usage.ts';
import type { Ledger } from '../../../../../lambda/router/domain/ledger/ledger.ts';
import { CredentialUnavailable } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { chatEvent } from '../../support/events.ts';
import { configOf, SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ScriptedUpstream, type Step, TARGET, UNREACHABLE, WHOLE } from '../../support/scripted-upstream.ts';

/** A ledger that tells in which order it was asked for what. */
class TellingLedger implements Ledger {
  readonly told: string[] = [];
  readonly begun: UsageRow[] = [];
  readonly rows: UsageRow[] = [];
  noted: Promise<void> = Promise.resolve();
  first = false;

  begin(row: UsageRow) {
    this.told.push(`begin ${row.attempt}`);
    this.begun.push(row);
    return { noted: this.noted, first: this.first };
  }

  async record(row: UsageRow) {
    this.told.push(`record ${row.attempt}`);
    this.rows.push(row);
  }

  async withdraw(row: UsageRow) {
    this.told.push(`withdraw ${row.attempt}`);
  }
}

const CHAT = { model: 'gpt', max_tokens: 100, messages: [{ role: 'user', content: 'x'.repeat(40) }] };

async function ask(ledger: TellingLedger, ...steps: readonly Step[]) {
  const scripted = new ScriptedUpstream(...steps);
  const upstream = {
    send: (...call: Parameters<ScriptedUpstream['send']>) => {
      ledger.told.push('call');
      return scripted.send(...call);
    },
  };
  const source = configOf({ gpt: TARGET });
  const prices = { gpt: { input: 1_000_000, output: 2_000_000, catalogue: 'configuration' } };
  const config = { ...source, current: async () => ({ ...(await source.current()), prices }) };
  const ports = testPorts({ upstream, ledger: ledger as never, clock: new SkippingClock(), config });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent(CHAT), sink);
  return { sink, ports };
}

test('an attempt is noted before its call and recorded after it', async () => {
  const ledger = new TellingLedger();
  await ask(ledger, WHOLE);
  expect(ledger.told).toEqual(['begin 1', 'call', 'record 1']);
});

test('the note has the key of the row that will settle it, and what the attempt is expected to cost', async () => {
  const ledger = new TellingLedger();
  await ask(ledger, WHOLE);
  const [note] = ledger.begun;
  const [row] = ledger.rows;
  const keyOf = (each?: UsageRow) => [each?.tenant, each?.at, each?.requestId, each?.attempt];
  expect(keyOf(note)).toEqual(keyOf(row));
  expect(note).toMatchObject({ abandoned: true, partial: true, status: 0, usageSource: 'estimated' });
  expect(note).toMatchObject({ inputTokens: 10, outputTokens: 100, costMicroDollars: 210, model: 'gpt', provider: 'openai' });
  expect(row).not.toHaveProperty('abandoned');
});

test('every attempt has a note, and those that fail are recorded before the next begins', async () => {
  const ledger = new TellingLedger();
  await ask(ledger, UNREACHABLE, WHOLE);
  expect(ledger.told).toEqual(['begin 1', 'call', 'record 1', 'begin 2', 'call', 'record 2']);
});

test('a call waits for a note that takes no time', async () => {
  const ledger = new TellingLedger();
  let note: () => void = () => undefined;
  ledger.noted = new Promise((resolve) => {
    note = resolve;
  });
  ledger.first = true;
  const asked = ask(ledger, WHOLE);
  await new Promise(setImmediate);
  expect(ledger.told).toEqual(['begin 1']);
  note();
  await asked;
  expect(ledger.told).toEqual(['begin 1', 'call', 'record 1']);
});

test('a call does not wait for a note over the network, but the function does', async () => {
  const ledger = new TellingLedger();
  let note: () => void = () => undefined;
  ledger.noted = new Promise((resolve) => {
    note = resolve;
  });
  let over = false;
  const asked = ask(ledger, WHOLE).then(() => {
    over = true;
  });
  while (ledger.rows.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(over).toBe(false);
  note();
  await asked;
});

test('a note that fails costs the client nothing; the log says so', async () => {
  const ledger = new TellingLedger();
  ledger.noted = Promise.reject(new Error('the queue is gone'));
  const { sink, ports } = await ask(ledger, WHOLE);
  expect([sink.status, ledger.rows.length]).toEqual([200, 1]);
  expect(ports.lines[0]).toMatchObject({
    level: 'warn',
    fields: { requestId: 'request-1', attempt: 1, error: 'the queue is gone' },
  });
});

test('an attempt that could not be sent for want of credentials is taken back', async () => {
  const ledger = new TellingLedger();
  const source = configOf({ gpt: TARGET });
  const upstream = { send: () => Promise.reject(new CredentialUnavailable('no AWS credentials')) };
  await createRouter(testPorts({ ledger: ledger as never, config: source, upstream }))(chatEvent(CHAT), new RecordingSink());
  expect(ledger.told).toEqual(['begin 1', 'withdraw 1']);
});
