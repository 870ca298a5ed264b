import { constants, inflateSync } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { pickleVerdict } from './pickle.ts';

const HEAD = 64 * 1024;
const END_OF_ZIP = Buffer.from('PK\x05\x06', 'latin1');

/** Files that frameworks read with pickle, whatever is in them. */
const PICKLE_NAMES = /\.(pkl|pickle|pt|pth|ckpt|joblib|dill|npz|mar|nemo)$/i;

const SAFE = 'store safetensors, GGUF, ONNX or an engine';

/** By their first bytes. An archive hides what it holds: torch.save writes zip files, and joblib compresses its pickles. */
const ARCHIVES: readonly (readonly [name: string, start: string, offset?: number])[] = [
  ['a zip archive', 'PK\x03\x04'],
  ['a zip archive', 'PK\x05\x06'],
  ['a zip archive', 'PK\x07\x08'],
  ['a tar archive', 'ustar', 257],
  ['gzip', '\x1f\x8b\x08'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\x00'],
  ['lzma', '\x5d\x00\x00'],
  ['Zstandard', '\x28\xb5\x2f\xfd'],
  ['LZ4', '\x04\x22\x4d\x18'],
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['a RAR archive', 'Rar!\x1a\x07'],
];

/** Why a file may not be part of a model: reading it could run code, or it hides what it holds. Undefined when it may. */
export function contentProblem(path: string, source: ByteSource): string | undefined {
  const shown = JSON.stringify(path);
  if (PICKLE_NAMES.test(path)) return `${shown} has the name of a pickle, which runs code when it is read; ${SAFE}`;
  const head = Buffer.from(source.read(0, HEAD));
  const archive = archiveName(head, source);
  if (archive) return `${shown} is ${archive}, which hides what it holds; unpack it, and ${SAFE}`;
  if (hasPickledObjects(head)) return `${shown} is a NumPy file with pickled objects; ${SAFE}`;
  const verdict = pickleVerdict(source);
  if (verdict === 'code') return `${shown} is a pickle, which runs code when it is read; ${SAFE}`;
  if (verdict === 'values' && !isSafetensors(head, source) && !isText(head)) return `${shown} is a pickle; ${SAFE}`;
  return undefined;
}

function archiveName(head: Buffer, source: ByteSource): string | undefined {
  const known = ARCHIVES.find(([, start, offset = 0]) => head.toString('latin1', offset, offset + start.length) === start);
  if (known) return known[0];
  if (endsAsZip(source)) return 'a zip archive behind other bytes';
  return inflates(head) ? 'compressed with zlib' : undefined;
}

/** Python's zipfile finds an archive from its end, where its last record says how long the comment behind it is. */
function endsAsZip(source: ByteSource): boolean {
  const tail = Buffer.from(source.read(Math.max(0, source.size - HEAD), HEAD));
  for (let at = tail.lastIndexOf(END_OF_ZIP); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(END_OF_ZIP, at - 1)) {
    if (at + 22 <= tail.length && tail.readUInt16LE(at + 20) === tail.length - at - 22) return true;
  }
  return false;
}

function inflates(head: Buffer): boolean {
  if (head[0] !== 0x78 || head.length < 8 || head.readUInt16BE(0) % 31 !== 0) return false;
  try {
    return inflateSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 }).length > 0;
  } catch {
    return false;
  }
}

/** NumPy's header is a Python literal; the type `O` means that a pickle follows. */
function hasPickledObjects(head: Buffer): boolean {
  return head.toString('latin1', 0, 6) === '\x93NUMPY' && /['"][|<>=]?O\d*['"]/.test(head.toString('latin1', 6));
}

/** The length of a JSON header, in eight bytes, and the header. */
function isSafetensors(head: Buffer, { size }: ByteSource): boolean {
  return head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE(0) <= BigInt(size - 8);
}

function isText(head: Buffer): boolean {
  try {
    // A character that the head's end cuts is not counted against it.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return !/[^\P{Cc}\s]/u.test(text);
  } catch {
    return false;
  }
}
