import type { RouterConfig } from '../../contract/router-config.ts';
import type { Asked } from '../exchange.ts';
import type { JsonBody } from '../http/json-body.ts';
import { membersAt, skipBlanks } from '../http/json-spans.ts';
import { routeOf, targetOf } from '../openai/models.ts';
import { PERSON_MEMBERS } from '../openai/person.ts';
import { markedThinking } from '../providers/conversation-marks.ts';

/** To be raised when what an entry means changes. */
const VERSION = 1;

/** What an answer depends on beside the request's body. */
export interface KeyScope {
  readonly tenant: string;
  /** Of this router. */
  readonly region: string;
  readonly config: RouterConfig;
  readonly asked: Asked;
}

/**
 * What must be the same for an answer to be given again: everything that there is. Of the body it is the text as the client wrote it,
 * since upstreams may read what JSON.parse loses, such as digits of long numbers and members that occur twice.
 *
 * @param shareAcrossUsers leaves the members out that name a person, and nothing else
 * @throws OpenAiError 404 when nobody serves the model
 */
export function exactKeyText(scope: KeyScope, body: JsonBody, shareAcrossUsers: boolean): string {
  const { text } = body;
  const parts = [...scopeParts(scope), ...unwritten(body)];
  if (!shareAcrossUsers) return `${JSON.stringify(['exact', ...parts])}\n${text}`;
  return JSON.stringify(['shared', ...parts, membersOf(text).filter(isNoUser).map(textIn(text))]);
}

/** The parts of every key. */
export const scopeParts = ({ tenant, region, config, asked }: KeyScope): readonly unknown[] => [
  ...[VERSION, tenant, region, asked.operation, asked.model, asked.stream],
  definitionOf(config, asked.model, tenant),
];

/** What decides on the answer and does not stand in the text. */
export const unwritten = ({ value }: JsonBody): readonly unknown[] => {
  const thinking = markedThinking(value);
  return thinking === undefined ? [] : [thinking];
};

export const membersOf = (text: string) => membersAt(text, skipBlanks(text, 0));
export const isNoUser = ({ name }: { readonly name: string }): boolean => !PERSON_MEMBERS.some((member) => member === name);
export const textIn =
  (text: string) =>
  ({ start, to }: { readonly start: number; readonly to: number }): string =>
    text.slice(start, to);

/** All that the configuration says of who answers: a change of it makes older answers unreachable. */
function definitionOf(config: RouterConfig, model: string, tenant: string): unknown {
  const route = routeOf(config, model);
  if (route === undefined) return targetOf(config, model);
  const { models, residency = {} } = config;
  const targets = route.candidates.map((candidate) => (Object.hasOwn(models, candidate.model) ? models[candidate.model] : null));
  return [route, targets, Object.hasOwn(residency, tenant) ? residency[tenant] : null];
}
