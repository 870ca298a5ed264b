import { closeSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ByteSource } from '../../services/model-store/content/byte-source.ts';
import { contentProblem } from '../../services/model-store/content/content.ts';
import { pathProblems } from '../../services/model-store/names.ts';

/** A file of the folder that is pushed. */
export interface SourceFile {
  /** Where its bytes are, links followed. */
  readonly source: string;
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface SourceFolder {
  /** By path, sorted. */
  readonly files: readonly SourceFile[];
  /** Every reason why the folder cannot be a model. */
  readonly problems: readonly string[];
}

/** Every file below a folder, looked into: what it is called, where it leads, what it holds. */
export function readSourceFolder(folder: string): SourceFolder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    return { files: [], problems: [`'${folder}' is no folder; give the folder that holds the model's files`] };
  }
  const root = realpathSync(folder);
  const found = walk(root, '').sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = found.flatMap((each) => ('problem' in each ? [] : [each]));
  const problems = [
    ...found.flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...pathProblems(files.map((file) => file.path)),
    ...files.flatMap(({ source, path: name }) => withBytes(source, (bytes) => contentProblem(name, bytes)) ?? []),
  ];
  return { files, problems: found.length === 0 ? [`'${folder}' has no files`] : problems };
}

type Found = SourceFile | { readonly path: string; readonly problem: string };

function walk(root: string, below: string): Found[] {
  return readdirSync(path.join(root, below), { withFileTypes: true }).flatMap((entry): Found[] => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    const full = path.join(root, name);
    if (entry.isDirectory()) return walk(root, name);
    if (entry.isSymbolicLink()) return [linked(root, name, full)];
    if (entry.isFile()) return [{ source: full, path: name, sizeBytes: statSync(full).size }];
    return [{ path: name, problem: `${JSON.stringify(name)} is neither a file nor a folder; remove it` }];
  });
}

function linked(root: string, name: string, full: string): Found {
  const refused = (why: string): Found => ({ path: name, problem: `${JSON.stringify(name)} is a link ${why}` });
  const stat = statSync(full, { throwIfNoEntry: false });
  if (!stat) return refused('to nothing; remove it');
  const source = realpathSync(full);
  if (!source.startsWith(root + path.sep)) return refused('out of the folder; put the file itself there, e.g. by cp -L');
  if (!stat.isFile()) return refused('to a folder; put the folder itself there');
  return { source, path: name, sizeBytes: stat.size };
}

const WINDOW = 64 * 1024;

/** A file's bytes, through a window that follows the reader. */
function withBytes<T>(file: string, use: (bytes: ByteSource) => T): T {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    let [from, held] = [0, Buffer.alloc(0)];
    return use({
      size,
      read(offset, length) {
        const end = Math.min(offset + length, size);
        if (offset < from || end > from + held.length) {
          const buffer = Buffer.alloc(Math.max(WINDOW, length));
          [from, held] = [offset, buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, offset))];
        }
        return held.subarray(offset - from, Math.max(0, end - from));
      },
    });
  } finally {
    closeSync(descriptor);
  }
}
