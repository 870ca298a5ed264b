import { z } from 'zod';
import type { Problem } from '../config-error.ts';
import { type Rule, ruleOf } from '../schema/field.ts';
import { suggestion } from './nearest.ts';
import { pathText } from './path-text.ts';
import { show } from './show.ts';
import { valueAt } from './value-at.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;

const ANY: Rule = { is: 'accepted here', use: 'what docs/configuration.md says' };

/** zod's issues in our words. Several about one value become one problem, and nothing is said about what lies inside a secret. */
export function problemsFromZod(schema: Schema, input: unknown, issues: readonly Issue[]): Problem[] {
  const problems = issues.flatMap((issue) => problemsOf(schema, input, issue));
  return [...new Map(problems.map((problem) => [`${problem.path}: ${problem.message}`, problem])).values()];
}

function problemsOf(root: Schema, input: unknown, issue: Issue): Problem[] {
  const schemas = schemasAlong(root, issue.path);
  if (issue.code === 'invalid_union') {
    const meant = issuesOfMeant(issue);
    if (meant !== undefined)
      return meant.flatMap((inner) => problemsOf(root, input, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  const secretDepth = schemas.findIndex((schema) => ruleOf(schema)?.secret);
  if (secretDepth >= 0) return [secretProblem(issue.path.slice(0, secretDepth), schemas[secretDepth])];

  const schema = schemas.at(-1);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, issue.path, key));
  const rule = ruleOf(schema) ?? ANY;
  if (issue.code === 'invalid_key') return [wrongValue(issue.path, String(issue.path.at(-1)), rule)];
  const value = valueAt(input, issue.path);
  return [
    value === undefined
      ? { path: pathText(issue.path), message: `is missing; use ${rule.use}` }
      : wrongValue(issue.path, value, rule),
  ];
}

/** Of a choice between forms, what is wrong with the one that was meant: the only one whose type the value has. */
function issuesOfMeant({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const [meant, another] = errors.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  return another === undefined ? meant : undefined;
}

function wrongValue(path: readonly PropertyKey[], value: unknown, rule: Rule): Problem {
  const shown = show(value);
  const fix = rule.known ? suggestion(shown.replace(/^'|'$/g, ''), rule.known) : `use ${rule.use}`;
  return { path: pathText(path), value: shown, message: `${shown} is not ${rule.is}; ${fix}` };
}

function unknownKey(schema: Schema | undefined, path: readonly PropertyKey[], key: string): Problem {
  const objects = (schema instanceof z.ZodUnion ? schema.options : [schema]).filter((option) => option instanceof z.ZodObject);
  const known = objects.flatMap(({ shape }) => Object.keys(shape));
  const fix = known.length > 0 ? suggestion(key, known) : 'leave it out';
  return { path: pathText([...path, key]), message: `is no field here; ${fix}` };
}

function secretProblem(path: readonly PropertyKey[], schema: Schema | undefined): Problem {
  const rule = ruleOf(schema) ?? ANY;
  return { path: pathText(path), message: `what is written here is not ${rule.is}; use ${rule.use}` };
}

/** The schemas from the root along a path; for an unknown name in a record, that of the names comes last. */
function schemasAlong(root: Schema, path: readonly PropertyKey[]): Schema[] {
  const schemas = [unwrapped(root)];
  for (const key of path) {
    const next = below(schemas.at(-1), key);
    if (!next) break;
    schemas.push(unwrapped(next));
  }
  return schemas;
}

function below(schema: Schema | undefined, key: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)];
  if (schema instanceof z.ZodRecord) return z.safeParse(schema.keyType, key).success ? schema.valueType : schema.keyType;
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => below(option, key) ?? [])[0];
  return undefined;
}

function unwrapped(schema: Schema): Schema {
  return schema instanceof z.ZodOptional ? schema.unwrap() : schema;
}
