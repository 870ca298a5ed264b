import { PLACEHOLDER, type PromptAttachment, type Prompts, type PromptTemplate, type TextOperation } from './prompts.ts';

/** Something that does not fit together, where, and a sentence that completes the value: `is not …; do …`. */
export interface PromptProblem {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
  readonly message: string;
}

/** Of a template with its longest values; a request has at most 6 MB. */
const MAX_CHARACTERS = 4_000_000;

const TEMPLATE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[1-9]\d{0,5}$/;

/** What does not fit together in prompts whose parts have the right shape. */
export function promptProblems({ templates = {}, postProcessors = {}, attach = {} }: Prompts): readonly PromptProblem[] {
  return [
    ...Object.entries(templates).flatMap(([name, template]) => inTemplate(name, template)),
    ...Object.entries(postProcessors).flatMap(([name, operations]) =>
      operations.flatMap((operation, index) => inOperation(['postProcessors', name, index], operation)),
    ),
    ...Object.entries(attach).flatMap(([model, attachment]) => inAttachment(model, attachment, templates, postProcessors)),
  ];
}

function inTemplate(name: string, { system, user, variables = {} }: PromptTemplate): PromptProblem[] {
  const path = ['templates', name];
  const texts = [system, user].filter((text) => text !== undefined);
  const used = new Set(texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, variable = '']) => variable)));
  const longest = texts.reduce((sum, text) => sum + text.length + growthOf(text, variables), 0);
  const undeclared = [...used].filter((variable) => !Object.hasOwn(variables, variable));
  return [
    ...(TEMPLATE_NAME.test(name) ? [] : [{ path, value: name, message: 'has no version; name it like support@1' }]),
    ...(texts.length > 0 ? [] : [{ path, message: 'has no text; add system or user' }]),
    ...(longest <= MAX_CHARACTERS
      ? []
      : [{ path, message: `may grow to ${longest} characters, more than ${MAX_CHARACTERS}; lower maxLength of its variables` }]),
    ...undeclared.map((variable) => ({
      path,
      value: `{{${variable}}}`,
      message: `stands in the text, but not under variables; add ${variable} there`,
    })),
    ...Object.entries(variables).flatMap(([variable, { maxLength, default: usual = '' }]) => [
      ...(used.has(variable)
        ? []
        : [{ path: [...path, 'variables', variable], message: `is used nowhere; write {{${variable}}}, or leave it out` }]),
      ...(usual.length <= maxLength
        ? []
        : [
            {
              path: [...path, 'variables', variable, 'default'],
              value: usual,
              message: `is longer than maxLength, which is ${maxLength}; shorten it, or allow more`,
            },
          ]),
    ]),
  ];
}

/** Characters that the longest values add to a text. */
const growthOf = (text: string, variables: PromptTemplate['variables']): number =>
  [...text.matchAll(PLACEHOLDER)].reduce(
    (sum, [, name = '']) => sum + (Object.hasOwn(variables, name) ? (variables[name]?.maxLength ?? 0) : 0),
    0,
  );

function inOperation(path: readonly (string | number)[], operation: TextOperation): PromptProblem[] {
  const kinds = Object.keys(operation);
  if (operation.trim === false)
    return [{ path: [...path, 'trim'], value: false, message: 'does nothing; write true, or leave it out' }];
  if (kinds.length === 1) return [];
  const known = 'replace, remove, append, prepend or trim';
  if (kinds.length === 0) return [{ path, message: `does nothing; write ${known}` }];
  return [{ path, message: `is ${kinds.join(' and ')} at once; make an entry of each` }];
}

function inAttachment(
  model: string,
  { template, postProcess = [], optimise = [], historyTokens }: PromptAttachment,
  templates: NonNullable<Prompts['templates']>,
  postProcessors: NonNullable<Prompts['postProcessors']>,
): PromptProblem[] {
  const path = ['attach', model];
  const unknown = postProcess.filter((name) => !Object.hasOwn(postProcessors, name));
  return [
    ...(template === undefined || Object.hasOwn(templates, template)
      ? []
      : [{ path: [...path, 'template'], value: template, message: `is no template; ${thereAre(Object.keys(templates))}` }]),
    ...unknown.map((name) => ({
      path: [...path, 'postProcess'],
      value: name,
      message: `is no post-processor; ${thereAre(Object.keys(postProcessors))}`,
    })),
    ...(historyTokens === undefined || optimise.includes('history')
      ? []
      : [
          {
            path: [...path, 'historyTokens'],
            value: historyTokens,
            message: "has no effect; add 'history' to optimise, or leave it out",
          },
        ]),
  ];
}

const thereAre = (names: readonly string[]): string =>
  names.length === 0 ? 'there are none; write one' : `there are ${names.join(', ')}`;
