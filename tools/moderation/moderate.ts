import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { judge, type Rulebook } from '../../lambda/common/moderation/judge.ts';
import { readRulebook } from '../../lambda/common/moderation/rulebook.ts';
import { DEFAULT_THRESHOLDS } from '../../lambda/router/contract/moderation.ts';
import { verdictOf } from '../../lambda/router/domain/guard/verdict.ts';

const root = path.join(__dirname, '..', '..');

export const builtInRulebook = (): Rulebook => readRulebook(path.join(root, 'lambda', 'common', 'moderation', 'data'));

/**
 * Judges one line after the other; the order stays.
 *
 * @throws Error that names the first line that is no `{"id","text"}`; the lines before it have been answered
 */
export async function moderateLines(input: Readable, output: Writable): Promise<void> {
  const rulebook = builtInRulebook();
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === '') continue;
    const { id, text } = questionOf(line, number);
    if (!output.write(`${JSON.stringify({ id, ...answerTo(text, rulebook) })}\n`)) await once(output, 'drain');
  }
}

/** The answer's members after `id`; `micros` are microseconds of this judgement. */
function answerTo(text: string, rulebook: Rulebook) {
  const startedAt = process.hrtime.bigint();
  const judgement = judge(text, rulebook);
  const { action } = verdictOf(judgement, DEFAULT_THRESHOLDS, 'user');
  const micros = Number((process.hrtime.bigint() - startedAt) / 1_000n);
  const hits = judgement.hits.map(({ start, end, type, category, level }) => ({ start, end, type, category, level }));
  return { action, scores: judgement.scores, hits, micros };
}

function questionOf(line: string, number: number): { readonly id: unknown; readonly text: string } {
  const value = parsed(line, number);
  const { id, text } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  if (typeof text === 'string') return { id: id ?? null, text };
  throw new Error(`line ${number} is no {"id","text"} whose text is a string: ${line.slice(0, 60)}`);
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`line ${number} is no JSON (${error instanceof Error ? error.message : error}): ${line.slice(0, 60)}`);
  }
}
