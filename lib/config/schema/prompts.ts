import { z } from 'zod';
import { OPTIMISATIONS } from '../../../lambda/router/contract/prompts.ts';
import { field, list, named, oneOf, section, text, whole } from './field.ts';
import { modelAlias } from './names.ts';

const words = (most: number, description: string) =>
  field(z.string().min(1).max(most), description, { is: `a text of 1 to ${most} characters`, use: 'such a text' });
const anyWords = (description: string) =>
  field(z.string().max(10_000), description, { is: 'a text of up to 10000 characters', use: 'such a text' });

const templateName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[1-9]\d{0,5}$/, 'Name and version of a template.', {
  is: 'the name and version of a template',
  use: 'one such as support@1',
});
const processorName = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Name of a post-processor.', {
  is: 'the name of a post-processor',
  use: 'up to 64 letters, digits and . _ -, e.g. no-thoughts',
});
const variableName = text(/^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'Name of a variable, as in {{name}}.', {
  is: 'the name of a variable',
  use: 'up to 64 letters, digits and _, not beginning with a digit, e.g. customer',
});

const variable = section(
  {
    maxLength: whole(1, 1_000_000, 200, 'Most characters that its value may have. Default: 1000.').optional(),
    default: field(z.string().max(100_000), 'The value when the client gives none. Default: the client must give one.', {
      is: 'a text',
      use: 'a text of up to 100000 characters',
    }).optional(),
  },
  'A value that the client gives.',
);

const template = section(
  {
    system: words(100_000, 'Put before all messages, as a system message. {{name}} stands for a variable.').optional(),
    user: words(100_000, 'Put behind all messages, as a user message. {{name}} stands for a variable.').optional(),
    variables: named(
      variableName,
      variable,
      'The variables in the texts, by name. Default: none.',
      'variables by name, e.g. { customer: {} }',
    ).optional(),
  },
  'Text that goes to the model with what the client says.',
);

const mark = (description: string) => words(200, description);

const operation = section(
  {
    replace: section(
      { find: mark('The text to look for, letter by letter.'), with: anyWords('What stands there instead.') },
      'Replaces every occurrence of a text.',
    ).optional(),
    remove: section(
      { from: mark('Begins what is removed, e.g. <think>.'), to: mark('Ends it, e.g. </think>.') },
      'Removes everything between two marks, and the marks.',
    ).optional(),
    append: anyWords('Put behind the answer.').optional(),
    prepend: anyWords('Put before the answer.').optional(),
    trim: field(z.boolean(), 'true: removes blanks and line ends around the answer.', {
      is: 'true or false',
      use: 'true, without quotes',
    }).optional(),
  },
  'One change of the text: exactly one of these.',
);

const attachment = section(
  {
    template: field(templateName, 'The template of every chat with it. Default: the one that the client names.', {
      is: 'the name and version of a template',
      use: 'one such as support@1',
    }).optional(),
    postProcess: list(
      processorName,
      'Post-processors that its answers go through, in order. Default: none.',
      "names of post-processors, e.g. ['no-thoughts']",
      20,
    ).optional(),
    optimise: list(
      oneOf(OPTIMISATIONS, 'A step.'),
      'Steps that make prompts smaller; docs/prompts.md says how. Default: none.',
      `some of ${OPTIMISATIONS.join(', ')}`,
      OPTIMISATIONS.length,
    ).optional(),
    historyTokens: whole(
      100,
      10_000_000,
      8000,
      'Tokens of a prompt, estimated, above which the step history shortens it. Default: 8000.',
    ).optional(),
  },
  'What happens to the chats of one model or alias.',
);

/** Templates and post-processors, and where they apply: what a file for `blueprint serve --prompts` holds too. */
export const prompts = section(
  {
    templates: named(
      templateName,
      template,
      'Templates, by name and version. Default: none.',
      "templates by name and version, e.g. { 'support@1': { system: 'Be brief.' } }",
    ).optional(),
    postProcessors: named(
      processorName,
      list(operation, 'Operations, in order.', 'operations, e.g. [{ trim: true }]', 50),
      'Post-processors, by name. Default: none.',
      "lists of operations by name, e.g. { 'no-thoughts': [{ remove: { from: '<think>', to: '</think>' } }] }",
    ).optional(),
    attach: named(
      modelAlias,
      attachment,
      'What applies to a model or alias, by its name. Default: nothing.',
      "objects by the name of a model or alias, e.g. { chat: { template: 'support@1' } }",
    ).optional(),
  },
  'Prompt templates, post-processors and prompt optimisation. Default: none.',
);

/** The input after zod has read it. */
export type PromptsData = z.output<typeof prompts>;
