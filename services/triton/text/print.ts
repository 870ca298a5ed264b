import { type Field, fieldsOf, type Message, type MessageName } from '../schema/types.ts';

/**
 * A message in protobuf text format: fields in the order of the .proto, maps sorted by key, so that equal messages are equal texts.
 * Strings are quoted and escaped; what is not ASCII stays as it is.
 */
export function printMessage<N extends MessageName>(type: N, message: Message<N>): string {
  return linesOf(type, message as Readonly<Record<string, unknown>>)
    .map((line) => `${line}\n`)
    .join('');
}

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

function linesOf(type: string, message: Readonly<Record<string, unknown>>): readonly string[] {
  return [...(fieldsOf(type) ?? [])].flatMap(([name, field]) => {
    const value = message[name];
    return value === undefined ? [] : fieldLines(name, field, value);
  });
}

function fieldLines(name: string, field: Field, value: unknown): readonly string[] {
  if (field.kind === 'map') return mapLines(name, field, value as Readonly<Record<string, unknown>>);
  if (field.kind === 'single') return valueLines(name, field.type, value);
  const values = value as readonly unknown[];
  if (values.length === 0) return [`${name}: []`];
  if (!fieldsOf(field.type)) return [`${name}: [ ${values.map((each) => scalar(field.type, each)).join(', ')} ]`];
  const blocks = values.map((each) => ['{', ...indent(linesOf(field.type, each as Readonly<Record<string, unknown>>)), '}']);
  const separated = blocks.flatMap((block, at) => (at === blocks.length - 1 ? block : [...block.slice(0, -1), '},']));
  return [`${name} [`, ...indent(separated), ']'];
}

function valueLines(name: string, type: string, value: unknown): readonly string[] {
  if (!fieldsOf(type)) return [`${name}: ${scalar(type, value)}`];
  const lines = linesOf(type, value as Readonly<Record<string, unknown>>);
  return lines.length === 0 ? [`${name} {}`] : [`${name} {`, ...indent(lines), '}'];
}

function mapLines(name: string, { key = 'string', type }: Field, map: Readonly<Record<string, unknown>>): readonly string[] {
  const keys = Object.keys(map).sort((a, b) => (key === 'string' ? (a < b ? -1 : 1) : Number(a) - Number(b)));
  return keys.flatMap((each) => [
    `${name} {`,
    ...indent([`key: ${key === 'string' ? quoted(each) : each}`, ...valueLines('value', type, map[each])]),
    '}',
  ]);
}

function scalar(type: string, value: unknown): string {
  if (type === 'string') return quoted(String(value));
  if (Object.is(value, -0)) return '-0.0';
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return String(value).replace('Infinity', 'inf');
  return Number.isNaN(value) ? 'nan' : String(value);
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** Control characters as three octal digits: a digit after them is then no part of them. Above ASCII a character is several bytes and stays. */
function quoted(text: string): string {
  const safe = text.replace(/["\\\p{Cc}]/gu, (found) => {
    const code = found.charCodeAt(0);
    return NAMED[found] ?? (code > 127 ? found : `\\${code.toString(8).padStart(3, '0')}`);
  });
  return `"${safe}"`;
}
