import { checkConfig } from '../../../../services/triton/check/config.ts';
import { checkRepository } from '../../../../services/triton/check/repository.ts';
import type { Message, ModelConfig } from '../../../../services/triton/schema/types.ts';

type Step = Message<'ModelEnsembling.Step'>;

const plain = (name: string, more: ModelConfig = {}): ModelConfig => ({
  ...{ name, backend: 'python', max_batch_size: 4 },
  input: [{ name: 'X', data_type: 'TYPE_FP32', dims: [2] }],
  output: [{ name: 'Y', data_type: 'TYPE_FP32', dims: [2] }],
  ...more,
});

const step = (model: string, from: string, to: string, more: Step = {}): Step => ({
  ...{ model_name: model, model_version: -1, input_map: { X: from }, output_map: { Y: to } },
  ...more,
});

const ensemble = (steps: readonly Step[], more: ModelConfig = {}): ModelConfig => {
  const { backend, ...rest } = plain('e', more);
  return {
    ...{ ...rest, platform: 'ensemble', ensemble_scheduling: { step: steps } },
    input: more.input ?? [{ name: 'IN', data_type: 'TYPE_FP32', dims: [2] }],
    output: more.output ?? [{ name: 'OUT', data_type: 'TYPE_FP32', dims: [2] }],
  };
};

const GOOD = ensemble([step('b', 'mid', 'OUT'), step('a', 'IN', 'mid')]);

const alone = (config: ModelConfig) => checkConfig(config).map(({ path, message }) => `${path}: ${message}`);

const together = (config: ModelConfig, ...others: readonly ModelConfig[]) =>
  checkRepository(new Map([config, ...others].map((each) => [each.name ?? '', { config: each, served: [1, 3] }]))).map(
    ({ model, path, message }) => `${model} ${path}: ${message}`,
  );

test('steps in any order are good when each tensor is made before it is used', () => {
  expect(alone(GOOD)).toEqual([]);
  expect(together(GOOD, plain('a'), plain('b'))).toEqual([]);
});

test.each<readonly [string, ModelConfig, string]>([
  ['no steps', ensemble([]), 'ensemble_scheduling.step: the ensemble has no step'],
  ['a step without model', ensemble([step('', 'IN', 'OUT')]), 'ensemble_scheduling.step[0].model_name: a step names no model'],
  ['a step without inputs', ensemble([step('a', 'IN', 'OUT', { input_map: {} })]), 'step[0].input_map: step 0 has no input_map'],
  [
    'a step without outputs',
    ensemble([step('a', 'IN', 'OUT', { output_map: {} })]),
    'step[0].output_map: step 0 has no output_map',
  ],
  [
    'a tensor made twice',
    ensemble([step('a', 'IN', 'OUT'), step('b', 'IN', 'OUT')]),
    'step[1].output_map: tensor "OUT" is made twice',
  ],
  ['an unused tensor', ensemble([step('a', 'IN', 'OUT'), step('b', 'IN', 'rest')]), 'no step uses the tensor "rest"'],
  ['instances', { ...GOOD, instance_group: [{}] }, 'instance_group: an ensemble has no instances'],
  ['an optimisation', { ...GOOD, optimization: {} }, 'optimization: an ensemble has nothing'],
  ['a backend', { ...GOOD, backend: 'python' }, 'backend: an ensemble has no backend'],
])('an ensemble with %s is refused', (_what, config, problem) => {
  expect(alone(config)).toEqual([expect.stringContaining(problem)]);
});

test('a tensor that nothing makes is named, and so is a circle of steps', () => {
  expect(alone(ensemble([step('a', 'IN', 'OUT', { input_map: { X: 'IN', Z: 'nothing' } })]))[0]).toBe(
    'output[0].name: the output "OUT" is never made: nothing makes "nothing"; connect it',
  );
  expect(alone(ensemble([step('a', 'IN', 'p', { input_map: { X: 'IN', Z: 'OUT' } }), step('b', 'p', 'OUT')]))[0]).toBe(
    'output[0].name: the output "OUT" is never made: the steps wait for each other; connect it',
  );
});

test('inputs and outputs that no step has are refused', () => {
  const tensor = (name: string) => ({ name, data_type: 'TYPE_FP32', dims: [2] }) as const;
  const config = ensemble([step('a', 'IN', 'OUT')], {
    input: [tensor('IN'), tensor('I2')],
    output: [tensor('OUT'), tensor('O2')],
  });
  expect(alone(config)).toEqual([
    'input[1].name: no step uses the input "I2"; map it or remove it',
    'output[1].name: no step makes the output "O2"; map it or remove it',
  ]);
});

test.each<readonly [string, readonly ModelConfig[], string]>([
  [
    'a model that is not there',
    [GOOD, plain('a')],
    'e ensemble_scheduling.step[0].model_name: the model "b" is not in the repository, which has e, a; add it',
  ],
  [
    ...(['a version that is not served', [ensemble([step('a', 'IN', 'OUT', { model_version: 2 })]), plain('a')]] as const),
    'e ensemble_scheduling.step[0].model_version: version 2 of "a" is not served, its versions are: 1, 3; write one of them, or -1 for the newest',
  ],
  [
    'itself as a step',
    [ensemble([step('e', 'IN', 'OUT')])],
    'e ensemble_scheduling: the ensemble "e" is a step of itself; break the circle',
  ],
  [
    ...(['a larger batch than its models', [GOOD, plain('a', { max_batch_size: 2 }), plain('b')]] as const),
    'e max_batch_size: max_batch_size is 4, and "a" takes 2; write 2 at the most',
  ],
  [
    ...([
      'an input that its model does not have',
      [ensemble([step('a', 'IN', 'OUT', { input_map: { X: 'IN', Z: 'IN' } })]), plain('a')],
    ] as const),
    'e ensemble_scheduling.step[0].input_map: "Z" is no input of "a"; write one of X',
  ],
  [
    ...([
      'an output that its model does not have',
      [ensemble([step('a', 'IN', 'OUT', { output_map: { Z: 'OUT' } })]), plain('a')],
    ] as const),
    'e ensemble_scheduling.step[0].output_map: "Z" is no output of "a"; write one of Y',
  ],
  [
    ...([
      'another type between two models',
      [GOOD, plain('a', { output: [{ name: 'Y', data_type: 'TYPE_INT8', dims: [2] }] }), plain('b')],
    ] as const),
    'e ensemble_scheduling.step[1].output_map: tensor "mid" is TYPE_FP32 in "b" and TYPE_INT8 in "a"; make both the same',
  ],
  [
    ...([
      'another shape between two models',
      [GOOD, plain('a', { output: [{ name: 'Y', data_type: 'TYPE_FP32', dims: [3] }] }), plain('b')],
    ] as const),
    'e ensemble_scheduling.step[1].output_map: tensor "mid" is [-1, 2] in "b" and [-1, 3] in "a"; make both the same',
  ],
])('an ensemble with %s is refused', (_what, [config, ...others], problem) => {
  expect(config && together(config, ...others)).toEqual([problem]);
});

test('an input may be left out when it is optional, and a model without declared tensors is not judged', () => {
  const more = { name: 'Z', data_type: 'TYPE_FP32', dims: [1] } as const;
  const input = [...(plain('a').input ?? []), { ...more, optional: true }];
  const config = ensemble([step('a', 'IN', 'OUT')]);
  expect(together(config, plain('a', { input }))).toEqual([]);
  expect(together(config, plain('a', { input: [...(plain('a').input ?? []), more] }))).toEqual([
    'e ensemble_scheduling.step[0].input_map: the input "Z" of "a" is not mapped; map it to a tensor',
  ]);
  expect(together(config, { name: 'a', backend: 'python', max_batch_size: 8 })).toEqual([]);
});

test('a model without batching fits one with it when its first dimension is the batch', () => {
  const whole = {
    input: [{ name: 'X', data_type: 'TYPE_FP32', dims: [-1, 2] }],
    output: [{ name: 'Y', data_type: 'TYPE_FP32', dims: [-1, 2] }],
  } as const;
  expect(together(GOOD, plain('a', { max_batch_size: 0, ...whole }), plain('b'))).toEqual([]);
});

test('circles through several ensembles are found, and other ensembles are not', () => {
  const named = (name: string, model: string) => ({ ...ensemble([step(model, 'IN', 'OUT')]), name });
  const tensors = (config: ModelConfig): ModelConfig => ({
    ...config,
    input: [{ name: 'X', data_type: 'TYPE_FP32', dims: [2] }],
  });
  expect(together(named('e', 'f'), tensors(named('f', 'e')))).toEqual([
    'e ensemble_scheduling: the ensemble "e" is a step of "f", which it uses; break the circle',
    'f ensemble_scheduling: the ensemble "f" is a step of "e", which it uses; break the circle',
  ]);
});

test('answers of two decoupled models cannot be joined', () => {
  const decoupled = { model_transaction_policy: { decoupled: true } };
  const two = plain('two', { input: [...(plain('a').input ?? []), { name: 'Z', data_type: 'TYPE_FP32', dims: [2] }] });
  const join = step('two', 'p', 'OUT', { input_map: { X: 'p', Z: 'q' } });
  const config = ensemble([step('a', 'IN', 'p'), step('b', 'IN', 'q'), join]);
  expect(together(config, plain('a', decoupled), plain('b', decoupled), two)).toEqual([
    'e ensemble_scheduling.step[2].input_map: "two" takes answers of different decoupled models, which cannot be joined; give it those of one',
  ]);
  expect(together(config, plain('a'), plain('b'), two)).toEqual([]);
  const outputs = ensemble([step('a', 'IN', 'OUT'), step('b', 'IN', 'O2')], {
    output: [...(ensemble([]).output ?? []), { name: 'O2', data_type: 'TYPE_FP32', dims: [2] }],
  });
  expect(together(outputs, plain('a', decoupled), plain('b'))).toEqual([
    expect.stringContaining('e output: the outputs come from different'),
  ]);
});
