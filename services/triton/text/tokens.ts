/** A piece of protobuf text. Of a string, `text` is its content. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'symbol';
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** The text cannot be read on from here. */
export class TextSyntaxError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const PIECE =
  /(?<space>\s+|#.*)|(?<name>[A-Za-z_]\w*)|(?<number>0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?)|(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<symbol>[{}<>[\]:,;-])/y;

/** @throws TextSyntaxError at a character that belongs to no token */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  const piece = new RegExp(PIECE);
  while (piece.lastIndex < text.length) {
    const start = piece.lastIndex;
    const found = piece.exec(text)?.groups;
    if (!found) throw new TextSyntaxError(line, unreadable(text.slice(start)));
    if (found.space) line += found.space.split('\n').length - 1;
    else if (found.name) tokens.push({ kind: 'name', text: found.name, line });
    else if (found.number) tokens.push({ kind: 'number', text: found.number, line });
    else if (found.string) tokens.push({ kind: 'string', text: contentOf(found.string, line), line });
    else if (found.symbol) tokens.push({ kind: 'symbol', text: found.symbol, line });
  }
  return tokens;
}

function unreadable(rest: string): string {
  const placeholder = /^\$\{.*?\}/.exec(rest)?.[0];
  if (placeholder) return `${placeholder} is a placeholder of a template; fill it in`;
  if (/^["']/.test(rest)) return 'a string has no end on its line; close it, and write a line break as \\n';
  return `${JSON.stringify(rest.slice(0, 1))} is not part of the protobuf text format; remove it`;
}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};

const ESCAPE = /\\(?:([0-7]{1,3})|[xX]([\da-fA-F]{1,2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/g;

/** Escapes stand for bytes, and the bytes are UTF-8. */
function contentOf(quoted: string, line: number): string {
  const inner = quoted.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  const parts: Buffer[] = [];
  let end = 0;
  for (const match of inner.matchAll(ESCAPE)) {
    parts.push(Buffer.from(inner.slice(end, match.index)), escaped(match, line));
    end = match.index + match[0].length;
  }
  parts.push(Buffer.from(inner.slice(end)));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw new TextSyntaxError(line, `the string ${quoted} is not UTF-8; write its characters as they are`);
  }
}

function escaped([all, octal, hex, short, long, simple]: RegExpExecArray, line: number): Buffer {
  const byte = octal ? Number.parseInt(octal, 8) : hex ? Number.parseInt(hex, 16) : SIMPLE[simple ?? ''];
  if (byte !== undefined && byte <= 255) return Buffer.from([byte]);
  const point = Number.parseInt(short ?? long ?? 'none', 16);
  if (point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)) return Buffer.from(String.fromCodePoint(point));
  throw new TextSyntaxError(line, `${all} is no escape of the protobuf text format; write a backslash as \\\\`);
}
