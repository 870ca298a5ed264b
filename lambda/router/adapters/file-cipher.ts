import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SessionUnreadable } from '../domain/sessions/store.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Cipher {
  /** @param label has to be the same to decrypt */
  encrypt(text: string, label: string): Uint8Array;
  /** @throws Error when key, label or bytes are not those of the encryption */
  decrypt(bytes: Uint8Array, label: string): string;
}

/** AES-256-GCM under the key in a file that its owner alone may read; the file is made when it is missing. @throws SessionUnreadable when it holds something else */
export function fileCipher(file: string): Cipher {
  const key = keyIn(file);
  return {
    encrypt: (text, label) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(label));
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt: (bytes, label) => {
      const [end, start] = [bytes.length - TAG_BYTES, NONCE_BYTES];
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, start), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(label)).setAuthTag(bytes.subarray(end));
      return Buffer.concat([decipher.update(bytes.subarray(start, end)), decipher.final()]).toString();
    },
  };
}

/** Several processes may come at once: the first key that is there whole is everybody's. */
function keyIn(file: string): Buffer {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const key = readFileSync(file);
  if (key.length === KEY_BYTES) return key;
  throw new SessionUnreadable(
    `'${file}' holds no key of ${KEY_BYTES} bytes; put back the file as it was, or delete it: then there is a new key, and what was kept under the old one is lost`,
  );
}
