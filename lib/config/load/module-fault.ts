import { spawnSync } from 'node:child_process';
import type { Position } from './file-problem.ts';

/** Why a module could not be loaded, and where if that is known. */
export interface ModuleFault {
  readonly at?: Position;
  readonly message: string;
}

/** Reads the error that loading a module threw. */
export function moduleFault(file: string, error: unknown): ModuleFault {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return { message: notFound(/'([^']*)'/.exec(text)?.[1] ?? '') };
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return { message: 'is TypeScript, which this process cannot run; use `node --import tsx`, or write JSON or YAML' };
  const name = error instanceof Error ? error.name : 'error';
  return transformFault(text) ?? syntaxFault(file) ?? { message: `stops with ${name}: ${firstLine(text)}` };
}

function notFound(module: string): string {
  const advice = module.startsWith('llm-platform-blueprint')
    ? 'install the package beside the file, or export a plain object by default, which needs no import'
    : 'install it, or correct the path';
  return `imports '${module}', which is not there; ${advice}`;
}

/** What esbuild, inside tsx, says of a syntax error. */
function transformFault(message: string): ModuleFault | undefined {
  const match = /:(\d+):(\d+): ERROR: (.*)/.exec(message);
  return match
    ? { at: { line: Number(match[1]), column: Number(match[2]) + 1 }, message: `syntax error: ${match[3]}` }
    : undefined;
}

/** Node's own errors do not carry the place of a syntax error; `node --check` prints it. */
function syntaxFault(file: string): ModuleFault | undefined {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', env: {} });
  const match = /:(\d+)\n.*\n( *)\^+\n\s*SyntaxError: (.*)/.exec(stderr);
  return match
    ? { at: { line: Number(match[1]), column: (match[2] ?? '').length + 1 }, message: `syntax error: ${match[3]}` }
    : undefined;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
