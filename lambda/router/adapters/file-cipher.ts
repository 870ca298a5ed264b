import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Cipher {
  /** @param label has to be the same to decrypt */
  encrypt(text: string, label: string): Uint8Array;
  /** @throws Error when key, label or bytes are not those of the encryption */
  decrypt(bytes: Uint8Array, label: string): string;
}

/** AES-256-GCM under the key in a file that its owner alone may read; the file is made when it is missing. */
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
  writeFileSync(draft, randomBytes(32), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file);
}
