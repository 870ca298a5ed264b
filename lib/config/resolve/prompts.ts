import type { PromptAttachment, Prompts, PromptTemplate, TextOperation } from '../../../lambda/router/contract/prompts.ts';
import type { PromptsData } from '../schema/prompts.ts';

type Template = NonNullable<PromptsData['templates']>[string];
type Attachment = NonNullable<PromptsData['attach']>[string];

/** Undefined when nothing is written. */
export function resolvePrompts(data: PromptsData = {}): Prompts | undefined {
  const { templates, postProcessors, attach } = data;
  const given = {
    ...(templates && { templates: mapValues(templates, resolveTemplate) }),
    // Undefined members were never written: zod leaves out what is not there.
    ...(postProcessors && { postProcessors: postProcessors as Readonly<Record<string, readonly TextOperation[]>> }),
    ...(attach && { attach: mapValues(attach, resolveAttachment) }),
  };
  return Object.keys(given).length === 0 ? undefined : given;
}

function resolveTemplate({ system, user, variables = {} }: Template): PromptTemplate {
  return {
    ...(system !== undefined && { system }),
    ...(user !== undefined && { user }),
    variables: mapValues(variables, ({ maxLength = 1000, default: usual }) => ({
      maxLength,
      ...(usual !== undefined && { default: usual }),
    })),
  };
}

function resolveAttachment({ template, postProcess, optimise, historyTokens }: Attachment): PromptAttachment {
  const most = historyTokens ?? (optimise?.includes('history') ? 8000 : undefined);
  return {
    ...(template !== undefined && { template }),
    ...(postProcess && { postProcess }),
    ...(optimise && { optimise }),
    ...(most !== undefined && { historyTokens: most }),
  };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
