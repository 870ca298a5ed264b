import { readFileSync } from 'node:fs';

/** One request of a recorded trace. */
export interface TracedRequest {
  /** Milliseconds since the first one. */
  readonly afterMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Reads a CSV with the columns TIMESTAMP, ContextTokens and GeneratedTokens, as Azure has published its traces.
 *
 * @throws Error that names the line at fault
 */
export function readTrace(file: string): readonly TracedRequest[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
  if (header !== 'TIMESTAMP,ContextTokens,GeneratedTokens') {
    throw new Error(
      `'${file}' begins with '${header.slice(0, 80)}'; a trace begins with TIMESTAMP,ContextTokens,GeneratedTokens`,
    );
  }
  const requests = lines.map((line, i) => requestOf(line) ?? fail(file, i + 2, line));
  const [first] = requests;
  if (first === undefined) throw new Error(`'${file}' holds no request`);
  return requests
    .map((request) => ({ ...request, afterMs: request.afterMs - first.afterMs }))
    .sort((a, b) => a.afterMs - b.afterMs);
}

function requestOf(line: string): TracedRequest | undefined {
  const [time = '', input = '', output = ''] = line.split(',');
  const at = Date.parse(`${time.replace(' ', 'T').slice(0, 23)}Z`);
  if (Number.isNaN(at) || !/^\d+$/.test(input) || !/^\d+$/.test(output)) return undefined;
  return { afterMs: at, inputTokens: Number(input), outputTokens: Number(output) };
}

function fail(file: string, line: number, text: string): never {
  throw new Error(`'${file}', line ${line}: '${text.slice(0, 80)}' is no time and two whole numbers of tokens`);
}
