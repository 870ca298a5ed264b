import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAlias } from '../../services/model-store/alias.ts';
import { aliasKey } from '../../services/model-store/layout.ts';
import { locate, promote } from '../../tools/model/actions.ts';
import { openStore } from '../../tools/model/open-store.ts';
import type { Pushed } from '../../tools/model/push.ts';
import type { Verified } from '../../tools/model/verify.ts';
import type { Harness } from '../support/harness.ts';
import { jsonOf, type ModelsSetup } from './setup.ts';

const MIB = 1024 * 1024;

/** Two pushes, and many promotions, at the same moment: in S3 and in a folder. */
export async function testRaces({ check }: Harness, { model, source, folder }: ModelsSetup): Promise<void> {
  for (const to of ['s3://models/race', path.join(folder, 'race')]) {
    const where = to.startsWith('s3:') ? 'S3' : 'folder';
    const push = (from: string, version: string) =>
      model('push', from, '--to', to, '--name', 'raced', '--version', version, '--json').exited;
    const one = source('one', 20 * MIB);
    const other = source('other', 20 * MIB);

    await check(`${where}: two pushes of the same files at once both end well`, async () => {
      const both = (await Promise.all([push(one, '1'), push(one, '1')])).map((exit) => jsonOf<Pushed>(exit));
      assert.equal(new Set(both.map(({ manifestSha256 }) => manifestSha256)).size, 1);
    });
    await check(`${where}: of two pushes of different files as one version one is refused, and the other is whole`, async () => {
      const exits = await Promise.all([push(one, '2'), push(other, '2')]);
      assert.deepEqual(exits.map(({ code }) => code).sort(), [0, 1]);
      assert.match(exits.find(({ code }) => code === 1)?.stderr ?? '', /version 2 of raced exists and is not what you push/);
      const verified = jsonOf<Verified>(await model('verify', 'raced', '--in', to, '--json').exited);
      assert.deepEqual([verified.versions, verified.problems], [2, []]);
    });
    await check(`${where}: of promotions at once those that say so are in the history, and no others`, async () => {
      const store = await openStore(to, undefined);
      await promote(store, 'raced', '1', 'production', '2026-11-21T10:00:00.000Z');
      const moves = await Promise.allSettled(
        Array.from({ length: 8 }, (_, at) => promote(store, 'raced', '2', 'production', `2026-11-21T11:00:00.00${at}Z`)),
      );
      const refused = moves.flatMap((move) => (move.status === 'rejected' ? [String(move.reason)] : []));
      for (const reason of refused) assert.match(reason, /somebody else moved 'production' of raced at the same moment/);
      const stored = await store.read(aliasKey('raced', 'production'));
      const { history } = parseAlias(stored?.bytes ?? new Uint8Array(), 'production');
      assert.deepEqual(
        history.map(({ version }) => version),
        ['1', '2'],
      );
      assert.ok(moves.length - refused.length >= 1);
    });
  }
  await check('folder: a byte that changes is found', async () => {
    const to = path.join(folder, 'race');
    const { address } = await locate(await openStore(to, undefined), 'raced', 'production');
    const weights = path.join(address, '1', 'weights.raw');
    const bytes = readFileSync(weights);
    bytes[12_345] = (bytes[12_345] ?? 0) ^ 1;
    writeFileSync(weights, bytes);
    const { code, stdout } = await model('verify', '--in', to).exited;
    assert.equal(code, 1);
    assert.match(stdout, /weights\.raw has the SHA-256 [0-9a-f]{64}; it was pushed with/);
  });
}
