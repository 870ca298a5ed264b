/** One thing that is wrong with a configuration. */
export interface Problem {
  /** Where, as one would write it in code: `regions.us-east-1.cidr`, `models['gpt-4.1-mini'].openai`. */
  readonly path: string;
  /** What was found there, as text, shortened. Absent when nothing was found, or when it must not be shown. */
  readonly value?: string;
  /** A sentence that says what is wrong and what to write instead. */
  readonly message: string;
}

/** Everything that is wrong with a configuration, at once. The message is meant for the terminal: a heading, then one line per problem. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  /** @param subject what has the problems, for the heading, e.g. a file's name */
  constructor(problems: readonly Problem[], subject = 'The configuration') {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super([`${subject} has ${count}:`, ...problems.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'));
    this.problems = Object.freeze([...problems]);
  }
}
