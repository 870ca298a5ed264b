import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digested, type LocalFile } from '../../../tools/model/local-file.ts';
import type { ModelStore } from '../../../tools/model/store.ts';

/** What both kinds of store must do, each as a sentence and its proof. */
export type StoreContract = readonly (readonly [name: string, prove: () => Promise<void>])[];

const text = (value: string) => Buffer.from(value);
const nothing = () => {};

/**
 * @param store an empty one
 * @param folder for files to push
 * @param largeBytes size of the largest file
 */
export function storeContract(store: ModelStore, folder: string, largeBytes: number): StoreContract {
  const files = mkdtempSync(path.join(folder, 'files-'));
  const local = (name: string, bytes: Uint8Array): Promise<LocalFile> => {
    const source = path.join(files, createHash('sha256').update(name).update(bytes).digest('hex'));
    writeFileSync(source, bytes);
    return digested(source, name, nothing);
  };
  const stored = async (key: string) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.open(key)) ?? assert.fail(`${key} is not there`)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  return [
    [
      'what is not there is undefined, and has no keys',
      async () => {
        assert.equal(await store.read('models/none/1/manifest.json'), undefined);
        assert.equal(await store.open('models/none/1/manifest.json'), undefined);
        assert.deepEqual([...(await store.keys('models/none/')), ...(await store.folders('models/none/'))], []);
      },
    ],
    [
      'a write that expects nothing is refused where something is',
      async () => {
        assert.equal(await store.write('a/one.json', text('first'), undefined), true);
        assert.equal(await store.write('a/one.json', text('second'), undefined), false);
        assert.equal(Buffer.from((await store.read('a/one.json'))?.bytes ?? []).toString(), 'first');
      },
    ],
    [
      'the same bytes again are no conflict: an answer may have been lost',
      async () => assert.equal(await store.write('a/one.json', text('first'), undefined), true),
    ],
    [
      'a write replaces what has the tag that it expects, and nothing else',
      async () => {
        const { tag = '' } = (await store.read('a/one.json')) ?? {};
        assert.equal(await store.write('a/one.json', text('third'), tag), true);
        assert.equal(await store.write('a/one.json', text('fourth'), tag), false);
        assert.equal(await store.write('a/two.json', text('x'), tag), false);
        assert.equal(Buffer.from((await store.read('a/one.json'))?.bytes ?? []).toString(), 'third');
      },
    ],
    [
      'of writes at the same moment one counts',
      async () => {
        const { tag } = (await store.read('a/one.json')) ?? {};
        const writes = await Promise.all(
          Array.from({ length: 8 }, (_, at) => store.write('a/one.json', text(`race ${at}`), tag)),
        );
        assert.equal(writes.filter(Boolean).length, 1);
        const winner = Buffer.from((await store.read('a/one.json'))?.bytes ?? []).toString();
        assert.equal(winner, `race ${writes.indexOf(true)}`);
      },
    ],
    [
      'files of every size arrive as they are, and come again as a comparison',
      async () => {
        for (const size of [0, 1, 70_000, largeBytes]) {
          const file = await local(`file-${size}`, randomBytes(size));
          for (const _again of [1, 2]) {
            let sent = 0;
            await store.upload(`b/${file.path}`, file, (bytes) => {
              sent += bytes;
            });
            assert.equal(sent, size);
          }
          assert.equal(
            createHash('sha256')
              .update(await stored(`b/${file.path}`))
              .digest('hex'),
            file.sha256,
          );
        }
      },
    ],
    [
      'a file is not put where other bytes are',
      async () => {
        const file = await local('file-1', text('other bytes'));
        await assert.rejects(store.upload('b/file-1', file, nothing), /is there with other bytes/);
        assert.equal((await stored('b/file-1')).length, 1);
      },
    ],
    [
      'a file that changes while it is pushed is refused, and nothing is there',
      async () => {
        const file = await local('changing', randomBytes(1000));
        writeFileSync(file.source, randomBytes(1000));
        await assert.rejects(store.upload('b/changing', file, nothing), /"changing" changed while it was pushed/);
        assert.equal(await store.open('b/changing'), undefined);
      },
    ],
    [
      'a file that two bring at once is there, once',
      async () => {
        const file = await local('twice', randomBytes(largeBytes));
        await Promise.all([store.upload('b/twice', file, nothing), store.upload('b/twice', file, nothing)]);
        assert.equal(
          createHash('sha256')
            .update(await stored('b/twice'))
            .digest('hex'),
          file.sha256,
        );
      },
    ],
    [
      'names that need care are listed as they are',
      async () => {
        const names = ["a b+c&d%20'(e)*!~.txt", 'é/ü.txt', 'sub/<x>"y.txt', 'sub/deep/z.txt'];
        for (const name of names) await store.upload(`c/${name}`, await local(name, text(name)), nothing);
        assert.deepEqual([...(await store.keys('c/'))], names.map((name) => `c/${name}`).sort());
        assert.deepEqual([...(await store.folders('c/'))], ['sub', 'é']);
        for (const name of names) assert.equal((await stored(`c/${name}`)).toString(), name);
      },
    ],
  ];
}
