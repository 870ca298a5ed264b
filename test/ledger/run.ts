import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sqliteLedger } from '../../lambda/router/adapters/sqlite-ledger.ts';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import { harness } from '../support/harness.ts';
import { startPlatform } from '../support/local-platform.ts';
import { type Books, ledgerFile, readBooks } from './books.ts';
import { load } from './load.ts';
import { rememberingUpstream, TOKENS } from './upstream.ts';

const ROUNDS = 5;
const HOUR_MS = 3_600_000;

/** `npm run test:ledger`: kills the local platform under load with SIGKILL, again and again, and then looks at its books. */
harness('ledger', async ({ folder, check }) => {
  const upstream = await rememberingUpstream();
  const state = path.join(folder, 'state');
  const answered = new Set<string>();
  const seen: UsageRow[] = [];

  for (let round = 0; round < ROUNDS; round++) {
    const platform = await startPlatform(['--state', state], { OPENAI_BASE_URL: upstream.url });
    const clients = load(platform.url, platform.apiKey, round);
    await sleep(400 + Math.random() * 400);
    seen.push(...readBooks(state).rows);
    platform.signal('SIGKILL');
    await Promise.all([clients.over, platform.exited]);
    for (const model of clients.answered) answered.add(model);
  }
  upstream.close();
  const { asked } = upstream;
  const killed = readBooks(state);
  console.log(`${ROUNDS} kills: ${asked.size} requests reached the upstream, ${answered.size} answered, ${tally(killed)}`);

  await check('the kills came in the middle: some attempts were noted and not recorded', () => {
    assert.ok(answered.size > 100, `only ${answered.size} requests were answered`);
    assert.ok(killed.begun.length > 0);
  });
  await check('no row that was there before a kill is gone or changed after it', () => {
    const after = byModel(killed.rows);
    for (const row of seen) assert.deepEqual(after.get(row.model), row);
  });
  await check('every request that reached the upstream has one row or one note', () => {
    const told = [...killed.rows, ...killed.begun].map(({ model }) => model);
    assert.deepEqual(
      [...asked].filter((model) => !told.includes(model)),
      [],
    );
    assert.equal(new Set(told).size, told.length);
  });

  // A row that is there already changes nothing; that the ledger writes makes it look for what was left.
  for (const row of killed.rows.slice(0, 1)) await sqliteLedger(ledgerFile(state), () => Date.now() + HOUR_MS).record(row);
  const swept = readBooks(state);
  console.log(`an hour later: ${tally(swept)}`);
  await check('what was noted becomes rows: abandoned, estimated, partial', () => {
    assert.deepEqual(swept.begun, []);
    const rows = byModel(swept.rows);
    for (const note of killed.begun) assert.deepEqual(rows.get(note.model), note);
    for (const { abandoned, partial, usageSource } of killed.begun) {
      assert.deepEqual([abandoned, partial, usageSource], [true, true, 'estimated']);
    }
  });
  await check('settled rows are what they were, and say what the upstream said', () => {
    const rows = byModel(swept.rows);
    for (const row of killed.rows) assert.deepEqual(rows.get(row.model), row);
    for (const { inputTokens, outputTokens, partial } of killed.rows) {
      if (!partial) assert.deepEqual([inputTokens, outputTokens], [TOKENS.prompt_tokens, TOKENS.completion_tokens]);
    }
  });
});

const byModel = (rows: readonly UsageRow[]): ReadonlyMap<string, UsageRow> => new Map(rows.map((row) => [row.model, row]));

const tally = ({ rows, begun }: Books): string => `${rows.length} rows, ${begun.length} notes`;
