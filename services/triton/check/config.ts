import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';
import { parseModelConfig } from '../text/parse.ts';
import { checkBackend } from './backend.ts';
import { checkBatchTensors } from './batch-tensors.ts';
import { completed, type ModelPlace } from './complete.ts';
import { checkDynamicBatching } from './dynamic-batching.ts';
import { checkEnsemble } from './ensemble.ts';
import { checkInstanceGroups } from './instance-groups.ts';
import { checkMetrics } from './metrics.ts';
import { checkSequenceBatching } from './sequence-batching.ts';
import { checkTensors } from './tensors.ts';
import { checkWarmup } from './warmup.ts';

const CHECKS = [
  checkBackend,
  checkTensors,
  checkBatchTensors,
  checkDynamicBatching,
  checkSequenceBatching,
  checkInstanceGroups,
  checkEnsemble,
  checkMetrics,
  checkWarmup,
];

/**
 * What Triton refuses in a configuration whose model it has not opened. What it would complete (see `completed`) may be left out; what only the
 * model's file or the machine tells is not judged. All problems at once, none when it is good.
 */
export function checkConfig(config: ModelConfig, place: ModelPlace = {}): readonly ConfigProblem[] {
  const whole = completed(config, place);
  const { folder } = place;
  const misnamed = folder !== undefined && config.name && config.name !== folder;
  return [
    ...(misnamed
      ? [{ path: 'name', message: `the model is ${JSON.stringify(config.name)} in the folder ${folder}; give both one name` }]
      : []),
    ...CHECKS.flatMap((check) => check(whole)),
  ];
}

/** The same of the text of a config.pbtxt, with the lines; when it cannot be read, what is wrong with the text. */
export function checkConfigText(text: string, place: ModelPlace = {}): readonly ConfigProblem[] {
  const { config, problems, lines } = parseModelConfig(text);
  if (problems.length > 0) return problems;
  return checkConfig(config, place).map((problem) => {
    const line = lineOf(problem.path, lines);
    return { ...problem, ...(line !== undefined && { line }) };
  });
}

/** Of what is missing, the line of what it is missing in. */
function lineOf(path: string, lines: ReadonlyMap<string, number>): number | undefined {
  for (let each = path; each !== ''; each = each.replace(/(\.\w+|\[[^\]]*\]|^\w+)$/, '')) {
    const line = lines.get(each);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** A problem in one line, e.g. `line 7, input[0].dims[0]: …`. */
export function problemText({ line, path, message }: ConfigProblem): string {
  const place = [...(line === undefined ? [] : [`line ${line}`]), ...(path === '' ? [] : [path])].join(', ');
  return place === '' ? message : `${place}: ${message}`;
}
