import { type FieldKind, integer, isObject, mustBe, object, oneOf } from '../openai/fields.ts';

type Fields = Readonly<Record<string, FieldKind>>;

const RATES: Fields = { requestsPerMinute: integer(1), tokensPerMinute: integer(1), concurrency: integer(1) };
const TENANT: Fields = { ...RATES, perKey: object, perUser: object, whenUnavailable: oneOf('refuse', 'localShare') };

/** What is wrong with the member `limits` of a router configuration. */
export function problemsOfLimits(limits: unknown): readonly string[] {
  if (!isObject(limits)) return [`'limits' ${mustBe(object.expected, limits)}`];
  return Object.entries(limits).flatMap(([tenant, value]) => {
    const path = `limits.${tenant}`;
    if (!isObject(value)) return [`'${path}' ${mustBe(object.expected, value)}`];
    const missing = value.whenUnavailable === undefined ? [`'${path}.whenUnavailable' is missing`] : [];
    return [
      ...missing,
      ...problemsIn(path, value, TENANT),
      ...(isObject(value.perKey) ? problemsIn(`${path}.perKey`, value.perKey, RATES) : []),
      ...(isObject(value.perUser) ? problemsIn(`${path}.perUser`, value.perUser, RATES) : []),
    ];
  });
}

function problemsIn(path: string, value: Readonly<Record<string, unknown>>, fields: Fields): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (kind === undefined) return [`'${path}.${name}' is not known; known are ${Object.keys(fields).join(', ')}`];
    return kind.accepts(member) ? [] : [`'${path}.${name}' ${mustBe(kind.expected, member)}`];
  });
}
