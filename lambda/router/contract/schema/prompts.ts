import { OPTIMISATIONS } from '../prompts.ts';
import { filledListOf, flag, mapOf, object, oneOf, type Schema, text, texts, whole } from './schema.ts';

const longText: Schema = { type: 'string', minLength: 1, maxLength: 100_000 };
const mark: Schema = { type: 'string', minLength: 1, maxLength: 200 };
const anyText: Schema = { type: 'string', maxLength: 10_000 };

const variable = object({ maxLength: whole }, { default: { type: 'string' } });

const operation = object(
  {},
  {
    replace: object({ find: mark, with: anyText }),
    remove: object({ from: mark, to: mark }),
    append: anyText,
    prepend: anyText,
    trim: flag,
  },
);

const attachment = object(
  {},
  { template: text, postProcess: texts, optimise: filledListOf(oneOf(...OPTIMISATIONS)), historyTokens: whole },
);

export const prompts = object(
  {},
  {
    templates: mapOf(object({ variables: mapOf(variable) }, { system: longText, user: longText })),
    postProcessors: mapOf(filledListOf(operation)),
    attach: mapOf(attachment),
  },
);
