import type { ModelConfig } from '../schema/types.ts';
import { type ConfigProblem, messageOf } from './decode.ts';
import { TextSyntaxError } from './tokens.ts';
import { entriesOf } from './tree.ts';

/** A config.pbtxt that was read. */
export interface ParsedConfig {
  /** What of it could be read. */
  readonly config: ModelConfig;
  /** Unknown fields, wrong types and values, or the one place where the text ends to be protobuf text. */
  readonly problems: readonly ConfigProblem[];
  /** The line on which a path was written, e.g. that of `input[0].dims`. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Reads the text of a config.pbtxt by the schema of model_config.proto. Nothing is thrown: what is wrong is in `problems`. */
export function parseModelConfig(text: string): ParsedConfig {
  const found = { problems: [] as ConfigProblem[], lines: new Map<string, number>() };
  try {
    const config = messageOf('ModelConfig', entriesOf(text), '', found) as ModelConfig;
    return { config, ...found };
  } catch (error) {
    if (!(error instanceof TextSyntaxError)) throw error;
    return { config: {}, problems: [{ path: '', message: error.message, line: error.line }], lines: new Map() };
  }
}
