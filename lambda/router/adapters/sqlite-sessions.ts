import { openDatabase } from '../../common/sqlite.ts';
import { type SessionKey, type SessionStore, SessionUnreadable } from '../domain/sessions/store.ts';
import { fileCipher } from './file-cipher.ts';

const SCHEMA = `CREATE TABLE IF NOT EXISTS session_turns (
  tenant TEXT NOT NULL,
  session TEXT NOT NULL,
  principal TEXT NOT NULL,
  number INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  turn BLOB NOT NULL,
  PRIMARY KEY (tenant, session, principal, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_turns_by_expiry ON session_turns (expires_at)`;

/** Keeps each turn as a row of the local platform's database, encrypted under a key in a file beside it (`<file>.session-key`). */
export function sqliteSessions(file: string): SessionStore {
  const database = openDatabase(file, SCHEMA);
  const keyFile = `${file}.session-key`;
  const cipher = fileCipher(keyFile);
  const decrypted = (bytes: Uint8Array, label: string): string => {
    try {
      return cipher.decrypt(bytes, label);
    } catch {
      throw new SessionUnreadable(
        `this conversation was kept under another key than the one in '${keyFile}'; put the file of that time back, or let the client delete the conversation (DELETE /v1/sessions/{id})`,
      );
    }
  };
  const where = 'tenant = ? AND session = ? AND principal = ?';
  const select = database.prepare(`SELECT number, expires_at, turn FROM session_turns WHERE ${where} ORDER BY number DESC`);
  const insert = database.prepare('INSERT OR IGNORE INTO session_turns VALUES (?, ?, ?, ?, ?, ?)');
  const remove = database.prepare(`DELETE FROM session_turns WHERE ${where}`);
  const sweep = database.prepare('DELETE FROM session_turns WHERE expires_at <= ?');
  return {
    load: async (key, maxBytes, now) => {
      const turns = [];
      let next: number | undefined;
      let bytes = 0;
      for (const row of select.iterate(key.tenant, key.id, key.principal)) {
        const number = Number(row.number);
        next ??= number + 1;
        if (bytes > maxBytes) break;
        if (Number(row.expires_at) * 1000 <= now) continue;
        const text = decrypted(row.turn as Uint8Array, labelOf(key, number));
        bytes += Buffer.byteLength(text);
        turns.unshift(JSON.parse(text));
      }
      return { turns, next: next ?? 1 };
    },
    append: async (key, number, turn, expiresAt) => {
      sweep.run(Math.floor(Date.now() / 1000));
      const encrypted = cipher.encrypt(JSON.stringify(turn), labelOf(key, number));
      return insert.run(key.tenant, key.id, key.principal, number, expiresAt, encrypted).changes === 1;
    },
    forget: async (key) => {
      remove.run(key.tenant, key.id, key.principal);
    },
  };
}

/** Bound to the text: a row that is moved to another conversation cannot be read there. */
const labelOf = ({ tenant, id, principal }: SessionKey, number: number): string =>
  JSON.stringify([tenant, id, principal, number]);
