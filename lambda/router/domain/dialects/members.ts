import type { JsonObject } from '../http/json-body.ts';
import { checkFields, type FieldKind, isObject, isString, type Report } from '../openai/fields.ts';

/** The members that an API takes here, and why others that it has are refused. */
export interface Members {
  readonly taken: Readonly<Record<string, FieldKind>>;
  /** Completes "must be left out: …". */
  readonly refused?: Readonly<Record<string, string>>;
}

/** Checks every member of a request; what is neither taken nor known is refused too, as it would be lost. */
export function checkMembers(value: JsonObject, { taken, refused = {} }: Members, report: Report): void {
  checkFields(value, taken, report);
  for (const [name, member] of Object.entries(value)) {
    if (member === null || Object.hasOwn(taken, name)) continue;
    const why = Object.hasOwn(refused, name) ? refused[name] : 'there is no such member here';
    report(name, `must be left out: ${why}`);
  }
}

/** Reports of members inside another one. */
export const inside =
  (path: string, report: Report): Report =>
  (member, problem) =>
    report(`${path}.${member}`, problem);

export const anything: FieldKind = { expected: 'anything', accepts: () => true };

export const textOrList: FieldKind = {
  expected: 'a string or an array',
  accepts: (value) => isString(value) || Array.isArray(value),
};

export const list: FieldKind = { expected: 'an array', accepts: Array.isArray };

/** A member with one value that asks for nothing, e.g. `false`. */
export const only = (harmless: string | number | boolean, why: string): FieldKind => ({
  expected: `${JSON.stringify(harmless)}: ${why}`,
  accepts: (value) => value === harmless,
});

/** An object whose `type` is a string. */
export const typed: FieldKind = {
  expected: "an object with a 'type'",
  accepts: (value) => isObject(value) && isString(value.type),
};

/** The members that are there: null counts as absent. */
export const present = (members: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => (value ?? null) !== null));
