import { below, pick, type Random } from './random.ts';

/** Bytes that parsers and their callers stumble over. */
const NASTY = [
  'null',
  'true',
  '-1',
  '1e999',
  '9007199254740993',
  '0.1',
  '""',
  '[]',
  '{}',
  '"__proto__"',
  '"constructor"',
  '"\\ud800"',
  '\\u0000',
  '\u2028',
  '\u{1F600}',
  '\r\n\r\n',
  'data: [DONE]\n\n',
  '[[[[[[[[',
  '{"a":',
  ',',
  ':',
  '"',
].map((text) => Buffer.from(text));

/** One to eight changes of bytes: turned, cut out, doubled, put in. */
export function mutated(text: string, random: Random): Buffer {
  let bytes = Buffer.from(text);
  const changes = 1 + below(random, 8);
  for (let change = 0; change < changes; change++) bytes = changed(bytes, random);
  return bytes;
}

function changed(bytes: Buffer<ArrayBuffer>, random: Random): Buffer<ArrayBuffer> {
  const from = below(random, bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + below(random, random() < 0.8 ? 16 : bytes.length + 1));
  const [before, middle, after] = [bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to)];
  switch (below(random, 5)) {
    case 0:
      return Buffer.concat([before, middle.map((byte) => byte ^ (1 << below(random, 8))), after]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, middle, middle, after]);
    case 3:
      return Buffer.concat([before, pick(random, NASTY), after]);
    default:
      return Buffer.concat([before, pick(random, NASTY), middle, after]);
  }
}
