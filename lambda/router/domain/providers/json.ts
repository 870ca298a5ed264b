import type { JsonObject } from '../http/json-body.ts';
import { isObject, isString } from '../openai/fields.ts';
import { isTokenCount } from '../usage.ts';

/** A member that should be an object; an empty one when it is not. */
export const objectIn = (value: JsonObject, name: string): JsonObject => {
  const member = value[name];
  return isObject(member) ? member : {};
};

/** The objects of a member that should be a list. */
export const objectsIn = (value: JsonObject, name: string): readonly JsonObject[] => {
  const member = value[name];
  return Array.isArray(member) ? member.filter(isObject) : [];
};

/** A member that should be a text; an empty one when it is not. */
export const textIn = (value: JsonObject, name: string): string => {
  const member = value[name];
  return isString(member) ? member : '';
};

/** A count of tokens; undefined when there is none. */
export const countIn = (value: JsonObject, name: string): number | undefined => {
  const member = value[name];
  return isTokenCount(member) ? member : undefined;
};

/** The sum of the counts that are there; undefined when the first is not. */
export function sumOfCounts(value: JsonObject, first: string, ...others: readonly string[]): number | undefined {
  const base = countIn(value, first);
  return base === undefined ? undefined : others.reduce((sum, name) => sum + (countIn(value, name) ?? 0), base);
}

export function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
