import { PLACEHOLDER, type Prompts, type PromptTemplate, type PromptVariable } from '../../contract/prompts.ts';
import type { JsonObject } from '../http/json-body.ts';
import { invalidRequest } from '../http/openai-error.ts';
import { isObject, isString, mustBe, type Report, refuseIfAny } from '../openai/fields.ts';

/**
 * The template that a name stands for: `support@2`, or `support` for the newest version.
 *
 * @throws OpenAiError 400 that names the templates there are
 */
export function templateNamed({ templates = {} }: Prompts, wanted: string): PromptTemplate {
  const names = Object.keys(templates);
  const versions = names.filter((name) => name.startsWith(`${wanted}@`)).map((name) => Number(name.slice(wanted.length + 1)));
  const name = wanted.includes('@') || versions.length === 0 ? wanted : `${wanted}@${Math.max(...versions)}`;
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template !== undefined) return template;
  const known = names.length === 0 ? 'There are none' : `There are ${names.join(', ')}`;
  throw invalidRequest(
    `There is no prompt template '${wanted.slice(0, 100)}'. ${known}.`,
    'x-prompt-template',
    'template_not_found',
  );
}

/**
 * The request's body with the template's messages in it, and without the variables.
 *
 * @throws OpenAiError 400 that names variables which are missing, unknown, too long, or of the wrong type
 */
export function withTemplate(body: JsonObject, { system, user, variables }: PromptTemplate): JsonObject {
  const { prompt_variables: given, ...rest } = body;
  const values = valuesOf(given, variables);
  // One pass: what a value holds is never looked through for placeholders.
  const fill = (text: string) => text.replace(PLACEHOLDER, (_, variable: string) => values.get(variable) ?? '');
  const message = (role: string, text: string | undefined) => (text === undefined ? [] : [{ role, content: fill(text) }]);
  const own = rest.messages ?? (user === undefined ? undefined : []);
  if (!Array.isArray(own)) return rest;
  return { ...rest, messages: [...message('system', system), ...own, ...message('user', user)] };
}

function valuesOf(given: unknown, variables: Readonly<Record<string, PromptVariable>>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  refuseIfAny((report) => {
    if (given !== undefined && given !== null && !isObject(given)) {
      report('prompt_variables', mustBe('an object', given));
      return;
    }
    const known = Object.keys(variables);
    for (const name of Object.keys(given ?? {})) {
      if (!known.includes(name)) report(`prompt_variables.${name.slice(0, 64)}`, `is not known; ${knownAre(known)}`);
    }
    for (const [name, variable] of Object.entries(variables)) {
      const written = given && Object.hasOwn(given, name) ? given[name] : undefined;
      values.set(name, usedValue(name, written ?? variable.default, variable, report));
    }
  });
  return values;
}

function usedValue(name: string, written: unknown, { maxLength }: PromptVariable, report: Report): string {
  const isValue = isString(written) || typeof written === 'number' || typeof written === 'boolean';
  const value = isValue ? String(written) : '';
  if (!isValue) report(`prompt_variables.${name}`, mustBe('a string, a number, true or false', written));
  else if (value.length > maxLength) {
    report(`prompt_variables.${name}`, `must have at most ${maxLength} characters, not ${value.length}`);
  }
  return value;
}

const knownAre = (names: readonly string[]): string =>
  names.length === 0 ? 'the template has no variables' : `the template has ${names.join(', ')}`;
