import { choicesOf, enumOf, type Field, fieldsOf } from '../schema/types.ts';
import { scalarOf } from './scalars.ts';
import type { Block, Entry, Literal } from './tree.ts';

/** What is wrong in a configuration, and where. */
export interface ConfigProblem {
  /** E.g. `input[0].dims[1]`; of the whole configuration, the empty string. */
  readonly path: string;
  /** Shows the value and says the fix. */
  readonly message: string;
  /** Of the text it was read from, from 1. */
  readonly line?: number;
}

/** Notes what it finds; `lines` tells where each path was written. */
export interface Findings {
  readonly problems: ConfigProblem[];
  readonly lines: Map<string, number>;
}

type Decoded = string | number | boolean | DecodedMessage;
type DecodedMessage = Readonly<Record<string, unknown>>;

/** Reads entries as a message of the schema. What is wrong is noted and left out, so that all problems come at once. */
export function messageOf(type: string, entries: readonly Entry[], path: string, found: Findings): DecodedMessage {
  const fields = fieldsOf(type);
  const message = new Map<string, unknown>();
  for (const entry of entries) {
    const field = fields?.get(entry.name);
    const where = path === '' ? entry.name : `${path}.${entry.name}`;
    if (field === undefined) note(found, where, entry.line, unknown(type, entry.name));
    else if (field.kind === 'repeated') repeat(message, entry, field, where, found);
    else if (entry.list && field.kind === 'single') {
      note(found, where, entry.line, `${entry.name} takes one value, not a list; write it without [ ]`);
    } else if (field.kind === 'map') addToMap(message, entry, field, where, found);
    else if (message.has(entry.name)) note(found, where, entry.line, `${entry.name} is set twice; keep one`);
    else {
      const [only] = entry.values;
      found.lines.set(where, entry.line);
      const value = only && decodedValue(field.type, only, where, found);
      if (value !== undefined) message.set(entry.name, value);
    }
  }
  for (const choice of choicesOf(type)) {
    const set = choice.filter((name) => entries.some((entry) => entry.name === name));
    const line = entries.find((entry) => entry.name === set[1])?.line;
    if (set.length > 1 && line !== undefined) note(found, path, line, `${set.join(' and ')} exclude each other; keep one`);
  }
  return Object.fromEntries(message);
}

function repeat(message: Map<string, unknown>, entry: Entry, field: Field, where: string, found: Findings): void {
  const before = (message.get(entry.name) as unknown[] | undefined) ?? [];
  message.set(entry.name, before);
  if (!found.lines.has(where)) found.lines.set(where, entry.line);
  for (const written of entry.values) {
    const value = decodedValue(field.type, written, `${where}[${before.length}]`, found);
    if (value !== undefined) before.push(value);
  }
}

function addToMap(message: Map<string, unknown>, entry: Entry, field: Field, where: string, found: Findings): void {
  const pairs = new Map<string, unknown>(Object.entries((message.get(entry.name) as DecodedMessage | undefined) ?? {}));
  for (const written of entry.values) {
    if (written.kind !== 'block') {
      note(found, where, written.line, `${entry.name} is a map; write ${entry.name} { key: … value: … }`);
      continue;
    }
    const at = (name: string) => written.entries.filter((each) => each.name === name && each.values.length === 1 && !each.list);
    const [keys, values] = [at('key'), at('value')];
    const key = keys[0]?.values[0];
    const content = values[0]?.values[0];
    if (!key || !content || written.entries.length !== 2) {
      note(found, where, written.line, `an entry of ${entry.name} has one key and one value; write { key: … value: … }`);
      continue;
    }
    const name = decodedValue(field.key ?? 'string', key, `${where}.key`, found);
    if (name === undefined) continue;
    const place = `${where}[${JSON.stringify(name)}]`;
    if (pairs.has(String(name)))
      note(found, place, written.line, `${JSON.stringify(name)} is in ${entry.name} twice, and one would be lost; keep one`);
    const value = decodedValue(field.type, content, place, found);
    if (value !== undefined) pairs.set(String(name), value);
  }
  message.set(entry.name, Object.fromEntries(pairs));
}

function decodedValue(type: string, written: Literal | Block, where: string, found: Findings): Decoded | undefined {
  if (!found.lines.has(where)) found.lines.set(where, written.line);
  if (fieldsOf(type)) {
    if (written.kind === 'block') return messageOf(type, written.entries, where, found);
    note(found, where, written.line, `${JSON.stringify(written.text)} is no ${type}; write { … }`);
    return undefined;
  }
  const result =
    written.kind === 'block' ? { wrong: `a block is no ${type}; write a value` } : scalarOf(type, enumOf(type), written);
  if ('value' in result) return result.value;
  note(found, where, written.line, result.wrong);
  return undefined;
}

function note({ problems }: Findings, path: string, line: number, message: string): void {
  problems.push({ path, message, line });
}

function unknown(type: string, name: string): string {
  const names = [...(fieldsOf(type)?.keys() ?? [])];
  const close = names.find(
    (each) => each.replaceAll('_', '') === name.replaceAll('_', '').toLowerCase() || each === `${name}s` || `${each}s` === name,
  );
  const fix = close ? `write ${close}` : names.length === 0 ? 'leave it empty' : `its fields are ${names.join(', ')}`;
  return `${type} has no field ${name}; ${fix}`;
}
