import { readFile } from 'node:fs/promises';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { fileError } from './file-problem.ts';

/** What we say in place of the parser. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  BAD_DIRECTIVE: 'directives are not read here; leave it out',
  DUPLICATE_KEY: 'this key is written twice in one object; keep one',
  MULTIPLE_DOCS: 'a second document begins here; keep one',
  TAG_RESOLVE_FAILED: 'tags are not read here; write the value itself, and for a secret { secret: its name }',
};

/** Reads YAML. Messages name places and never quote the file, which may hold what should not be shown. */
export async function readYaml(path: string, name: string): Promise<unknown> {
  return withoutSchemaKey(built(parse(await textOf(path, name), name), name));
}

/** Reads JSON. YAML's parser, of whose language JSON is a part, finds the places of errors and keys that are written twice. */
export async function readJson(path: string, name: string): Promise<unknown> {
  const text = await textOf(path, name);
  const value = built(parse(text, name), name);
  try {
    JSON.parse(text);
  } catch {
    throw fileError(name, { message: 'is not JSON; remove comments, trailing commas and single quotes, or rename it to .yaml' });
  }
  return withoutSchemaKey(value);
}

async function textOf(path: string, name: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw fileError(name, { message: `cannot be read (${error.code ?? error.message}); check its permissions` });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fileError(name, { message: 'is not UTF-8 text; save it as UTF-8' });
  }
}

function parse(text: string, name: string): Document {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length === 0) return document;
  throw fileError(
    name,
    ...faults.map(({ code, message, pos: [start] }) => {
      const { line, col } = lines.linePos(start);
      return { at: { line, column: col }, message: OWN_WORDS[code] ?? withoutQuote(message) };
    }),
  );
}

/** @throws ConfigError for what only shows when values are built: aliases without an anchor, or too many of them */
function built(document: Document, name: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw fileError(name, { message: `cannot be read as YAML: ${error instanceof Error ? withoutQuote(error.message) : error}` });
  }
}

/** The parser quotes the file after a colon. */
function withoutQuote(message: string): string {
  return message.replace(/(?<! ): .*/s, '');
}

/** `$schema` tells the editor which schema to use; it is no part of the configuration. */
function withoutSchemaKey(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const { $schema: _, ...rest } = value as { $schema?: unknown };
  return rest;
}
