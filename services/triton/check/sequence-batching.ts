import type { Message, ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';
import { checkPreferredSizes } from './dynamic-batching.ts';

const CORRELATION_TYPES = ['TYPE_UINT64', 'TYPE_INT64', 'TYPE_UINT32', 'TYPE_INT32', 'TYPE_STRING'];

/** Controls of sequences, and the settings of both strategies. */
export function checkSequenceBatching(config: ModelConfig): readonly ConfigProblem[] {
  const batching = config.sequence_batching;
  if (!batching) return [];
  const slots = batching.direct?.minimum_slot_utilization ?? 0;
  return [
    ...checkControls(batching.control_input ?? []),
    ...checkPreferredSizes(
      batching.oldest?.preferred_batch_size,
      config.max_batch_size ?? 0,
      'sequence_batching.oldest.preferred_batch_size',
    ),
    ...(slots >= 0 && slots <= 1
      ? []
      : [
          {
            path: 'sequence_batching.direct.minimum_slot_utilization',
            message: `minimum_slot_utilization is ${slots}; write a number from 0 to 1`,
          },
        ]),
  ];
}

function checkControls(inputs: readonly Message<'ModelSequenceBatching.ControlInput'>[]): readonly ConfigProblem[] {
  const kinds = new Set<string>();
  return inputs.flatMap(({ name, control = [] }, at) => {
    const path = `sequence_batching.control_input[${at}]`;
    const problems: ConfigProblem[] = [];
    if (!name) problems.push({ path: `${path}.name`, message: 'a control input has no name; write name: "…"' });
    else if (inputs.findIndex((each) => each.name === name) < at) {
      problems.push({
        path: `${path}.name`,
        message: `the tensor ${JSON.stringify(name)} is two control inputs; give each its own`,
      });
    }
    for (const [index, each] of control.entries()) {
      const { kind = 'CONTROL_SEQUENCE_START' } = each;
      const where = `${path}.control[${index}]`;
      if (kinds.has(kind)) problems.push({ path: where, message: `${kind} has two tensors; keep one` });
      kinds.add(kind);
      problems.push(...(kind === 'CONTROL_SEQUENCE_CORRID' ? checkCorrelation(each, where) : checkValues(each, kind, where)));
    }
    return problems;
  });
}

type Control = Message<'ModelSequenceBatching.Control'>;

const valuesOf = (control: Control) => [
  ['int32_false_true', control.int32_false_true ?? []] as const,
  ['fp32_false_true', control.fp32_false_true ?? []] as const,
  ['bool_false_true', control.bool_false_true ?? []] as const,
];

function checkValues(control: Control, kind: string, path: string): readonly ConfigProblem[] {
  const set = valuesOf(control).filter(([, values]) => values.length > 0);
  const [only, second] = set;
  if (!only)
    return [{ path, message: `${kind} has no values; write one of int32_false_true, fp32_false_true and bool_false_true` }];
  if (second) return [{ path, message: `${kind} has ${set.map(([name]) => name).join(' and ')}; keep one` }];
  const [name, values] = only;
  if (values.length === 2) return [];
  return [{ path: `${path}.${name}`, message: `${name} has ${values.length} values; write two, for false and for true` }];
}

function checkCorrelation(control: Control, path: string): readonly ConfigProblem[] {
  const values = valuesOf(control).find(([, each]) => each.length > 0);
  const { data_type: type = 'TYPE_INVALID' } = control;
  return [
    ...(values
      ? [{ path: `${path}.${values[0]}`, message: `CONTROL_SEQUENCE_CORRID has ${values[0]}; remove it and set data_type` }]
      : []),
    ...(CORRELATION_TYPES.includes(type)
      ? []
      : [{ path: `${path}.data_type`, message: `a correlation id is ${type}; write one of ${CORRELATION_TYPES.join(', ')}` }]),
  ];
}
