import type { HashingEmbedderTarget } from '../../contract/targets.ts';
import { invalidRequest } from '../http/openai-error.ts';
import type { EmbeddingsRequest } from '../openai/embeddings-request.ts';
import { isString } from '../openai/fields.ts';
import { type EmbeddedAnswer, wordsOf } from './answer.ts';

const NOTICE = 'hashing embedder: compares words, no language model';

const HONOURED = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user']);

/** Numbers in one answer; more would not fit through Lambda. */
const MAX_NUMBERS = 500_000;

/**
 * Unit vectors in which texts with the same words and word pairs lie close together.
 *
 * @throws OpenAiError 400 that names a member which an embedder of words cannot honour
 */
export function embed(request: EmbeddingsRequest, target: HashingEmbedderTarget): EmbeddedAnswer {
  const { dimensions = target.dimensions } = request;
  const texts = supported(request, target, dimensions);
  const inputTokens = texts.reduce((sum, text) => sum + wordsOf(text).length, 0);
  const json = {
    object: 'list',
    data: texts.map((text, index) => {
      const vector = vectorOf(text, dimensions);
      return { object: 'embedding', index, embedding: request.encoding === 'base64' ? base64(vector) : [...vector] };
    }),
    model: request.model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  };
  return { notice: NOTICE, body: { json }, inputTokens, outputTokens: 0 };
}

function supported(request: EmbeddingsRequest, target: HashingEmbedderTarget, dimensions: number): readonly string[] {
  const stranger = Object.entries(request.body).find(([name, value]) => value !== null && !HONOURED.has(name))?.[0];
  if (stranger !== undefined) {
    throw invalidRequest(`'${stranger}' asks for more than this model can do.`, stranger, 'unsupported_parameter');
  }
  if (!request.inputs.every(isString)) {
    throw invalidRequest(
      "'input' holds tokens; this model takes text, as it has no tokenizer.",
      'input',
      'unsupported_parameter',
    );
  }
  if (dimensions > target.dimensions) {
    throw invalidRequest(
      `'dimensions' must be at most ${target.dimensions} for '${request.model}', not ${dimensions}.`,
      'dimensions',
    );
  }
  if (request.inputs.length * dimensions > MAX_NUMBERS) {
    const most = Math.floor(MAX_NUMBERS / dimensions);
    throw invalidRequest(`'input' must hold at most ${most} texts at ${dimensions} dimensions.`, 'input');
  }
  return request.inputs;
}

/** Writing without blanks between words is cut into characters. */
const UNSPACED = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}]';
const WORD = new RegExp(`${UNSPACED}|(?:(?!${UNSPACED})[\\p{L}\\p{N}])+`, 'gu');

/** Feature hashing: each word and each pair of neighbours adds or subtracts one at the place its hash names. */
function vectorOf(text: string, dimensions: number): Float32Array {
  const words = text.toLowerCase().match(WORD) ?? [text];
  const sums = new Float64Array(dimensions);
  for (const [index, word] of words.entries()) {
    add(sums, hash(word));
    const next = words[index + 1];
    if (next !== undefined) add(sums, hash(`${word} ${next}`));
  }
  // Signs may cancel each other out; a vector of length 0 has no direction.
  if (sums.every((sum) => sum === 0)) sums[hash(text) % dimensions] = 1;
  const length = Math.sqrt(sums.reduce((total, sum) => total + sum * sum, 0));
  return Float32Array.from(sums, (sum) => sum / length);
}

function add(sums: Float64Array, code: number): void {
  const place = code % sums.length;
  // The lowest bit decides the place when there are few dimensions, so the sign is taken from the highest.
  sums[place] = (sums[place] ?? 0) + (code >= 0x8000_0000 ? -1 : 1);
}

/** FNV-1a over UTF-16 code units, with a final mix so that every bit depends on every character. */
function hash(word: string): number {
  let code = 0x811c_9dc5;
  for (let index = 0; index < word.length; index++) code = Math.imul(code ^ word.charCodeAt(index), 0x0100_0193);
  code = Math.imul(code ^ (code >>> 15), 0x2c1b_3c6d);
  return (code ^ (code >>> 13)) >>> 0;
}

/** Little-endian 32-bit floats, as OpenAI's clients decode them. */
function base64(vector: Float32Array): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
