import { promptProblems } from '../../../lambda/router/contract/prompt-problems.ts';
import type { Problem } from '../config-error.ts';
import { resolvePrompts } from '../resolve/prompts.ts';
import type { PromptsData } from '../schema/prompts.ts';
import { type Check, problem } from './check.ts';

/** Templates have their variables, and what is attached exists. */
export const checkPrompts: Check = ({ data, intact, names }) => {
  const { prompts } = data;
  if (prompts === undefined || !intact('prompts')) return [];
  const misfits = promptProblems(resolvePrompts(prompts) ?? {});
  const known = [...names('models'), ...Object.keys(data.routes ?? {})];
  return [
    ...misfits.map(({ path, value, message }) => problem(['prompts', ...path], value, message)),
    ...(intact('routes') ? strangers(prompts, known, ['prompts']) : []),
  ];
};

/** Attachments to what nobody can ask. Behind the model `*` every name can be asked. */
export function strangers({ attach = {} }: PromptsData, known: readonly string[], below: readonly string[]): Problem[] {
  if (known.includes('*')) return [];
  return Object.keys(attach)
    .filter((name) => !known.includes(name))
    .map((name) =>
      problem([...below, 'attach', name], undefined, `is neither a model nor an alias; use one of ${known.join(', ')}`),
    );
}
