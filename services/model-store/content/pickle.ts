import type { ByteSource } from './byte-source.ts';
import { OPCODES, type Operand, POP, STOP } from './pickle-opcodes.ts';

/** What a reader of pickles would make of a file: run what it names, read plain values, or stumble. */
export type PickleVerdict = 'code' | 'values' | 'none';

/** Who gets so far without a mistake reads pickles, whatever comes next. */
const MOST_OPCODES = 100_000;
const MOST_PICKLES = 1000;

const HIGHEST_PROTOCOL = 5;
const LINE_CHECKED = 1024;
const CHUNK = 4096;
const IMPORTED = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;

/**
 * Walks through a file as Python's unpickler would, without running anything: from the first byte, opcode by opcode, with the depth of its
 * stack, over operands of any length, and on to the pickles that follow the first, as torch.load does. Bytes that only look like opcodes run out
 * of stack within a few steps.
 */
export function pickleVerdict(source: ByteSource): PickleVerdict {
  let start = 0;
  for (let pickles = 0; pickles < MOST_PICKLES; pickles++) {
    const end = pickleEnd(source, start);
    if (end === 'code') return 'code';
    if (end === undefined) return pickles > 0 ? 'values' : 'none';
    start = end;
  }
  return 'code';
}

/** Where the pickle ends that starts here; undefined when none does; `code` when it would run any before that. */
function pickleEnd(source: ByteSource, start: number): number | 'code' | undefined {
  const marks: number[] = [];
  let [offset, depth, imported] = [start, 0, false];
  for (let steps = 0; steps < MOST_OPCODES; steps++) {
    const [code] = source.read(offset, 1);
    if (code === undefined) return undefined;
    offset += 1;
    if (code === STOP) return depth === 0 ? undefined : imported ? 'code' : offset;
    if (code === POP) {
      if (depth === 0 && marks.length === 0) return undefined;
      depth = depth === 0 ? (marks.pop() ?? 0) : depth - 1;
      continue;
    }
    const opcode = OPCODES.get(code);
    const end = opcode && operandEnd(source, offset, opcode.operand);
    if (opcode === undefined || end === undefined) return undefined;
    offset = end;
    if (opcode.mark === 'take') {
      const below = marks.pop();
      if (below === undefined) return undefined;
      depth = below;
    }
    if (depth < opcode.takes) return undefined;
    depth += opcode.leaves - opcode.takes;
    if (opcode.mark === 'set') {
      marks.push(depth);
      depth = 0;
    }
    imported ||= opcode.imports === true;
    if (opcode.calls && imported) return 'code';
  }
  return 'code';
}

/** Where an operand ends; undefined when it is not one. */
function operandEnd(source: ByteSource, offset: number, operand: Operand): number | undefined {
  if (typeof operand === 'number') return within(source, offset + operand);
  if (operand === 'protocol') return (source.read(offset, 1)[0] ?? 255) <= HIGHEST_PROTOCOL ? offset + 1 : undefined;
  if (operand === 'import') {
    const module = lineEnd(source, offset, IMPORTED);
    return module === undefined ? undefined : lineEnd(source, module, IMPORTED);
  }
  if (operand === 'number') return lineEnd(source, offset, /^[\s\w.+-]+$/);
  if (operand === 'quoted') return lineEnd(source, offset, /^['"]/);
  if (operand === 'line') return lineEnd(source, offset, /^/);
  const width = Number(operand.slice('length'.length));
  const bytes = source.read(offset, width);
  const length = bytes.length < width ? undefined : bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  return length === undefined ? undefined : within(source, offset + width + length);
}

const within = ({ size }: ByteSource, end: number): number | undefined => (end <= size ? end : undefined);

/** Behind the line that starts here, when it is like this. */
function lineEnd(source: ByteSource, offset: number, like: RegExp): number | undefined {
  for (let at = offset; at < source.size; at += CHUNK) {
    const found = source.read(at, CHUNK).indexOf(0x0a);
    if (found < 0) continue;
    const end = at + found;
    const line = Buffer.from(source.read(offset, Math.min(end - offset, LINE_CHECKED))).toString('utf8');
    return like.test(line) ? end + 1 : undefined;
  }
  return undefined;
}
