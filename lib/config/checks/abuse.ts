import { ABUSE_ACTIONS } from '../../../lambda/router/contract/abuse.ts';
import type { ModerationPolicy } from '../../../lambda/router/contract/moderation.ts';
import type { Problem } from '../config-error.ts';
import type { ModerationData } from '../schema/moderation.ts';
import { type Check, problem } from './check.ts';

type Path = readonly string[];

/** Scores can be reached, cooling-offs can grow, and there is a policy that refuses something. */
export const checkAbuse: Check = ({ data, intact }) => {
  const { moderation, tenants = {} } = data;
  const owns = Object.entries(tenants).map(([name, tenant]) => ({
    own: tenant.moderation,
    path: ['tenants', name, 'moderation'],
  }));
  // What was taken out may have been a policy that refuses.
  const everywhere = intact('tenants') ? [moderation, ...owns.map(({ own }) => own)] : undefined;
  const inheriting = (own: ModerationData | undefined) => (intact('moderation') ? [{ ...moderation, ...own }] : undefined);
  return [
    ...problemsOf(moderation, everywhere, ['moderation'], intact),
    ...owns.flatMap(({ own, path }) => problemsOf(own, inheriting(own), path, intact)),
  ];
};

/** @param guarded where the rules may find something to count; undefined when that cannot be told */
function problemsOf(
  chosen: ModerationData | undefined,
  guarded: readonly (ModerationData | undefined)[] | undefined,
  path: Path,
  intact: Parameters<Check>[0]['intact'],
): Problem[] {
  const { abuse } = chosen ?? {};
  if (abuse === undefined || abuse === 'off' || !intact(...path)) return [];
  const at = [...path, 'abuse'];
  const idle =
    (guarded?.some((moderation) => refuses(moderation?.input)) ?? true)
      ? []
      : [
          problem(
            at,
            abuse,
            'has nothing to count: no input policy refuses anything; let input review or block, or leave it out',
          ),
        ];
  return [...idle, ...(typeof abuse === 'object' ? problemsOfRules(abuse, at) : [])];
}

const refuses = (policy: ModerationData['input']): boolean =>
  typeof policy === 'object'
    ? Object.values(policy as ModerationPolicy).some(({ review, block }) => (review ?? block) !== undefined)
    : policy === 'review' || policy === 'block';

function problemsOfRules(rules: Exclude<ModerationData['abuse'], string | undefined>, path: Path): Problem[] {
  const { coolingOffSeconds = 300, longestCoolingOffSeconds: longest } = rules;
  if (ABUSE_ACTIONS.every((action) => rules[action] === undefined))
    return [problem(path, undefined, "names no score; add warn, throttle or block, or write 'off'")];
  const unreachable = ABUSE_ACTIONS.flatMap((milder, index) => {
    const low = rules[milder];
    const severer = ABUSE_ACTIONS.slice(index + 1).find((action) => (rules[action] ?? 2) <= (low ?? -1));
    if (low === undefined || severer === undefined) return [];
    const why = `is not below ${severer}, which is ${rules[severer]}, and would never be reached; lower it, or leave it out`;
    return [problem([...path, milder], low, why)];
  });
  if (longest === undefined || longest >= coolingOffSeconds) return unreachable;
  const why = `is shorter than coolingOffSeconds, which is ${coolingOffSeconds}; raise it, or leave it out`;
  return [...unreachable, problem([...path, 'longestCoolingOffSeconds'], longest, why)];
}
