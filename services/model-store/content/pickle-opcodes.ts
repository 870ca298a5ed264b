/**
 * What follows an opcode: so many bytes; the number of a protocol; a line that is a number, a quoted text or anything; two lines that name
 * something to import; or bytes behind their length, which takes 1, 4 or 8 bytes.
 */
export type Operand = number | 'protocol' | 'number' | 'quoted' | 'line' | 'import' | 'length1' | 'length4' | 'length8';

/** What an opcode of Python's pickle does to the stack of the reader. */
export interface Opcode {
  readonly operand: Operand;
  /** Items that must be there, above the last mark. */
  readonly takes: number;
  /** Items that are there afterwards in their place. */
  readonly leaves: number;
  /** Sets a mark, or takes everything down to the last one first. */
  readonly mark?: 'set' | 'take';
  /** Names a thing of a module, which the reader imports. */
  readonly imports?: true;
  /** Calls what was imported. */
  readonly calls?: true;
}

const op = (operand: Operand, takes: number, leaves: number, more: Partial<Opcode> = {}): Opcode => ({
  ...{ operand, takes, leaves },
  ...more,
});
const push = (operand: Operand) => op(operand, 0, 1);
const toMark = (takes: number, leaves: number, more: Partial<Opcode> = {}) => op(0, takes, leaves, { mark: 'take', ...more });

const letters: Readonly<Record<string, Opcode>> = {
  '(': op(0, 0, 0, { mark: 'set' }),
  1: toMark(0, 0),
  2: op(0, 1, 2),
  F: push('number'),
  I: push('number'),
  L: push('number'),
  g: push('number'),
  J: push(4),
  K: push(1),
  M: push(2),
  G: push(8),
  h: push(1),
  j: push(4),
  N: push(0),
  ']': push(0),
  '}': push(0),
  ')': push(0),
  P: push('line'),
  V: push('line'),
  S: push('quoted'),
  Q: op(0, 1, 1),
  T: push('length4'),
  U: push('length1'),
  X: push('length4'),
  B: push('length4'),
  C: push('length1'),
  a: op(0, 2, 1),
  s: op(0, 3, 1),
  d: toMark(0, 1),
  l: toMark(0, 1),
  t: toMark(0, 1),
  e: toMark(1, 1),
  u: toMark(1, 1),
  p: op('number', 1, 1),
  q: op(1, 1, 1),
  r: op(4, 1, 1),
  c: op('import', 0, 1, { imports: true }),
  i: op('import', 0, 1, { mark: 'take', imports: true, calls: true }),
  o: toMark(0, 1, { calls: true }),
  R: op(0, 2, 1, { calls: true }),
  b: op(0, 2, 1, { calls: true }),
};

/** From 0x80 on, in order. */
const binary: readonly Opcode[] = [
  op('protocol', 0, 0),
  op(0, 2, 1, { calls: true }),
  op(1, 0, 1, { imports: true }),
  op(2, 0, 1, { imports: true }),
  op(4, 0, 1, { imports: true }),
  op(0, 1, 1),
  op(0, 2, 1),
  op(0, 3, 1),
  push(0),
  push(0),
  push('length1'),
  push('length4'),
  push('length1'),
  push('length8'),
  push('length8'),
  push(0),
  toMark(1, 1),
  toMark(0, 1),
  op(0, 3, 1, { calls: true }),
  op(0, 2, 1, { imports: true }),
  op(0, 1, 1),
  op(8, 0, 0),
  push('length8'),
  push(0),
  op(0, 1, 1),
];

export const STOP = 0x2e;
export const POP = 0x30;

/** Every opcode of protocols 0 to 5 but STOP and POP, which the reader treats apart. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map([
  ...Object.entries(letters).map(([letter, opcode]) => [letter.charCodeAt(0), opcode] as const),
  ...binary.map((opcode, at) => [0x80 + at, opcode] as const),
]);
