import { ConfigError } from '../config-error.ts';

/** A file that cannot be read as a configuration at all: one problem or several, each at the file or at a line of it. */
export function fileError(
  file: string,
  ...problems: readonly { readonly at?: Position; readonly message: string }[]
): ConfigError {
  return new ConfigError(
    problems.map(({ at, message }) => ({ path: at ? `${file}:${at.line}:${at.column}` : file, message })),
    'The configuration file',
  );
}

/** A place in a text file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
