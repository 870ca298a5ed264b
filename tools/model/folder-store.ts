import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of } from '../../services/model-store/canonical.ts';
import { changed, type LocalFile } from './local-file.ts';
import type { ModelStore } from './store.ts';

/** Copies on their way; those that a push left when it was killed go after an hour without a new byte. */
const PARTIAL = '.partial';
const LOCK = '.lock';
const ABANDONED_MS = 3_600_000;

/** Whoever holds the lock renames a file. */
const LOCK_MS = 30_000;

/** Models in a folder, of this machine or shared. What is not yet whole has another name until it is. */
export function folderStore(folder: string): ModelStore {
  const root = path.resolve(folder);
  const file = (key: string) => path.join(root, ...key.split('/'));
  const exclusively = <T>(work: () => T): T => {
    // A lock of the operating system's, which ends with its process, however that ends. In SQLite's first journal mode: to switch to WAL, or out of it
    // with the last connection, fails at once where another process is there.
    const { DatabaseSync } = require('node:sqlite') as typeof import('node:sqlite');
    const lock = new DatabaseSync(path.join(root, LOCK));
    try {
      lock.exec(`PRAGMA busy_timeout = ${LOCK_MS}; BEGIN EXCLUSIVE`);
      return work();
    } finally {
      lock.close();
    }
  };
  /** Gives bytes that are on the disk their name, if it may have them. @returns whether it did */
  const place = (partial: string, key: string, mayHave: () => boolean): boolean =>
    exclusively(() => {
      if (!mayHave()) return false;
      mkdirSync(path.dirname(file(key)), { recursive: true });
      renameSync(partial, file(key));
      return true;
    });
  const tag = (key: string) => (existsSync(file(key)) ? sha256Of(readFileSync(file(key))) : undefined);
  const newPartial = (): string => {
    mkdirSync(path.join(root, PARTIAL), { recursive: true });
    return path.join(root, PARTIAL, randomUUID());
  };

  return {
    async read(key) {
      if (!existsSync(file(key))) return undefined;
      const bytes = readFileSync(file(key));
      return { bytes, tag: sha256Of(bytes) };
    },
    async write(key, bytes, expected) {
      const partial = newPartial();
      try {
        writeFileSync(partial, bytes, { flush: true });
        return place(partial, key, () => tag(key) === expected) || tag(key) === sha256Of(bytes);
      } finally {
        rmSync(partial, { force: true });
      }
    },
    async upload(key, local, sent) {
      sweep(path.join(root, PARTIAL));
      if (existsSync(file(key))) return compare(file(key), local, sent);
      const partial = newPartial();
      try {
        await copy(local, partial, sent);
        if (!place(partial, key, () => !existsSync(file(key)))) await compare(file(key), local, () => {});
      } finally {
        rmSync(partial, { force: true });
      }
    },
    async open(key) {
      return existsSync(file(key)) ? createReadStream(file(key)) : undefined;
    },
    async folders(prefix) {
      return entries(file(prefix))
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();
    },
    async keys(prefix) {
      const names = existsSync(file(prefix)) ? readdirSync(file(prefix), { recursive: true, encoding: 'utf8' }) : [];
      return names
        .filter((name) => !statSync(path.join(file(prefix), name)).isDirectory())
        .map((name) => prefix + name.split(path.sep).join('/'))
        .sort();
    },
    address: (prefix) => file(prefix),
  };
}

const entries = (folder: string) => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []);

async function copy(local: LocalFile, partial: string, sent: (bytes: number) => void): Promise<void> {
  const hash = createHash('sha256');
  const target = await open(partial, 'wx');
  try {
    for await (const piece of createReadStream(local.source, { highWaterMark: 1024 * 1024 })) {
      hash.update(piece as Buffer);
      await target.writeFile(piece as Buffer);
      sent((piece as Buffer).length);
    }
    await target.sync();
  } finally {
    await target.close();
  }
  if (hash.digest('hex') !== local.sha256) throw changed(local);
}

async function compare(target: string, { sha256, sizeBytes }: LocalFile, sent: (bytes: number) => void): Promise<void> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(target, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer);
  if (hash.digest('hex') !== sha256) throw new Error(`${target} is there with other bytes; remove it and push again`);
  sent(sizeBytes);
}

function sweep(folder: string): void {
  for (const { name } of entries(folder)) {
    const left = path.join(folder, name);
    const stat = statSync(left, { throwIfNoEntry: false });
    if (stat && Date.now() - stat.mtimeMs > ABANDONED_MS) rmSync(left, { force: true });
  }
}
