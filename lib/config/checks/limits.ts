import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

const MEASURES = ['requestsPerMinute', 'tokensPerMinute', 'concurrency'] as const;
type Limits = { readonly [K in (typeof MEASURES)[number]]?: number | undefined };

/** A limit inside a limit is the smaller one; anything else would never be reached. */
export const checkLimits: Check = (input) =>
  Object.entries(input.data.tenants ?? {}).flatMap(([name, { limits = {} }]): Problem[] => {
    const path = ['tenants', name, 'limits'];
    const { perKey = {}, perUser = {} } = limits;
    return [
      ...unreachable([...path, 'perKey'], perKey, limits, "the tenant's"),
      ...unreachable([...path, 'perUser'], perUser, limits, "the tenant's"),
      ...unreachable([...path, 'perUser'], perUser, perKey, "the key's"),
      ...idle(input.intact(...path), path, limits),
    ];
  });

function unreachable(path: readonly string[], inner: Limits, outer: Limits, whose: string): Problem[] {
  return MEASURES.flatMap((measure) => {
    const [low, high] = [inner[measure], outer[measure]];
    if (low === undefined || high === undefined || low <= high) return [];
    return [problem([...path, measure], low, `is above ${whose} ${high} and would never be reached; lower it, or leave it out`)];
  });
}

/** A choice for limits that are not there looks like a limit and is none. */
function idle(
  intact: boolean,
  path: readonly string[],
  limits: Limits & { readonly whenUnavailable?: string | undefined },
): Problem[] {
  const { whenUnavailable, ...rest } = limits;
  const limited = Object.values(rest).some((value) => typeof value === 'number' || Object.keys(value ?? {}).length > 0);
  if (!intact || limited || whenUnavailable === undefined) return [];
  return [problem([...path, 'whenUnavailable'], whenUnavailable, 'has nothing to apply to; add a limit, or leave it out')];
}
