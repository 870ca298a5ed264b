import { readFileSync } from 'node:fs';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../../../lib/config/config-error.ts';
import { problemsFromZod } from '../../../lib/config/problems/from-zod.ts';
import { pathText } from '../../../lib/config/problems/path-text.ts';
import { type PromptsData, prompts } from '../../../lib/config/schema/prompts.ts';

/** One file of a folder of prompts. */
export interface PromptsFile {
  readonly name: string;
  /** Undefined when it is malformed. */
  readonly data?: PromptsData;
  readonly problems: readonly Problem[];
  /** Nothing stands in it, or comments alone. */
  readonly empty?: true;
  /** The place of what a path leads to, as `file:line:column path`. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** Why a name in the folder is no file, by what the system calls it. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'is a link to a file that is not there; mend the link, or delete it',
  ELOOP: 'is a link that leads back to itself; mend the link, or delete it',
  EISDIR: 'is a folder; prompts stand in files: give it another name, or move it away',
};

/** Reads YAML, or JSON as a part of it. What is wrong is told with line and column, and never quotes the parser. */
export function readPromptsFile(file: string): PromptsFile {
  const lines = new LineCounter();
  let document: Document;
  try {
    document = parseDocument(readFileSync(file, 'utf8'), { prettyErrors: false, lineCounter: lines });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = UNREADABLE[code ?? ''] ?? `cannot be read (${code ?? error}); check its permissions`;
    return { name: file, problems: [{ path: file, message }], placeOf: () => file };
  }
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const placeOf = (path: readonly PropertyKey[]) => `${at(offsetOf(document, path))} ${pathText(path)}`.trimEnd();
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map(({ pos: [start], message }) => ({ path: at(start), message: withoutQuote(message) }));
    return { name: file, problems, placeOf };
  }
  try {
    return { name: file, placeOf, ...(document.contents === null && { empty: true }), ...checked(document.toJS(), placeOf) };
  } catch {
    const message = 'has an alias without its anchor, or far too many aliases; write the values themselves';
    return { name: file, problems: [{ path: file, message }], placeOf };
  }
}

function checked(value: unknown, placeOf: PromptsFile['placeOf']): Pick<PromptsFile, 'data' | 'problems'> {
  const parsed = prompts.safeParse(value ?? {});
  if (parsed.success) return { data: parsed.data, problems: [] };
  const problems = parsed.error.issues.flatMap((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return problemsFromZod(prompts, value, [issue]).map((problem) => ({ ...problem, path: placeOf(path) }));
  });
  return { problems };
}

/** Where the deepest part of a path that is there begins. */
function offsetOf({ contents }: Document, path: readonly PropertyKey[]): number {
  let node = contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const key of path) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      : undefined;
    const item = isSeq(node) && typeof key === 'number' ? (node.items[key] as Node | undefined) : undefined;
    const start = pair ? (pair.key as Node).range?.[0] : item?.range?.[0];
    if (start === undefined) break;
    offset = start;
    node = ((pair ? pair.value : item) ?? null) as Node | null;
  }
  return offset;
}

/** The parser quotes the file after a colon. */
const withoutQuote = (message: string): string => message.replace(/(?<! ): .*/s, '');
