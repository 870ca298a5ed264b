import { isCategory } from './category.ts';
import { ACTIONS, type Policy } from './policy.ts';

/** The policy, or what is wrong with the file. */
export type ParsedPolicy = { readonly policy: Policy } | { readonly problems: readonly string[] };

/** Reads `{"toxicity":{"review":0.8,"block":0.93}}`. */
export function parsePolicy(source: string): ParsedPolicy {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    return { problems: [`it is no JSON: ${error instanceof Error ? error.message : error}`] };
  }
  if (!isObject(value) || Object.keys(value).length === 0)
    return { problems: ['it is no object of categories with their thresholds'] };
  const problems = Object.entries(value).flatMap(([category, thresholds]) => problemsOf(category, thresholds));
  return problems.length > 0 ? { problems } : { policy: Object.freeze(value as Policy) };
}

function problemsOf(category: string, thresholds: unknown): string[] {
  if (!isCategory(category)) return [`'${category}' is no category`];
  if (!isObject(thresholds)) return [`${category} has no object of thresholds`];
  return Object.entries(thresholds).flatMap(([action, threshold]) => {
    if (action === 'allow' || !(ACTIONS as readonly string[]).includes(action)) return [`${category}: '${action}' is no action`];
    const isShare = typeof threshold === 'number' && threshold >= 0 && threshold <= 1;
    return isShare ? [] : [`${category}.${action}: ${JSON.stringify(threshold)} is no number from 0 to 1`];
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
