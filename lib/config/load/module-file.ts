import { pathToFileURL } from 'node:url';
import { ConfigError } from '../config-error.ts';
import { fileError } from './file-problem.ts';
import { moduleFault } from './module-fault.ts';

/** Runs a TypeScript or JavaScript module and returns its default export. TypeScript needs tsx, with which the command line runs. */
export async function readModule(path: string, name: string): Promise<unknown> {
  const exported = defaultOf(await run(path, name));
  if (exported === undefined) {
    throw fileError(name, {
      message: 'has no default export; write `export default platform({ … })`, or export default a plain object',
    });
  }
  if (typeof exported === 'object' && exported !== null && !Array.isArray(exported) && !(exported instanceof Promise))
    return exported;
  throw fileError(name, {
    message: `exports ${kindOf(exported)} by default; export what platform({ … }) returns, or a plain object`,
  });
}

async function run(path: string, name: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw isConfigError(error) ? new ConfigError(error.problems, name) : fileError(name, moduleFault(path, error));
  }
}

/** By name, since the module may use its own copy of this package. */
function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === 'ConfigError' && 'problems' in error;
}

/** A CommonJS module seen from an ES module has its exports wrapped once more. */
function defaultOf(exports: unknown): unknown {
  const outer = memberDefault(exports);
  return typeof outer === 'object' && outer !== null && '__esModule' in outer ? memberDefault(outer) : outer;
}

function memberDefault(exports: unknown): unknown {
  return typeof exports === 'object' && exports !== null && 'default' in exports ? exports.default : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return value instanceof Promise ? 'a promise' : `a ${typeof value}`;
}
