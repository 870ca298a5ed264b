import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

const MEASURES = [
  'requestsPerMinute',
  'tokensPerMinute',
  'dollarsPerMinute',
  'dollarsPerDay',
  'dollarsPerMonth',
  'concurrency',
] as const;

type Limits = { readonly [K in (typeof MEASURES)[number]]?: number | undefined };
type Path = readonly string[];

/** A limit around another one, and whose it is. */
type Outer = readonly [limits: Limits | undefined, whose: string];

/** A limit inside a limit is the smaller one; anything else would never be reached. */
export const checkLimits: Check = (input) => {
  const { organisations = {}, tenants = {} } = input.data;
  return [
    ...Object.entries(organisations).flatMap(([name, { limits = {} }]) =>
      periodProblems(['organisations', name, 'limits'], limits),
    ),
    ...Object.entries(tenants).flatMap(([name, { limits = {}, organisation }]) => {
      const path = ['tenants', name, 'limits'];
      const around = organisation === undefined ? undefined : organisations[organisation]?.limits;
      return [...nestingProblems(path, limits, around), ...idle(input.intact(...path) && around === undefined, path, limits)];
    }),
  ];
};

type TenantLimits = Limits & { readonly [K in 'perKey' | 'perUser' | 'perSession']?: Limits | undefined };

function nestingProblems(path: Path, limits: TenantLimits, organisation: Limits | undefined): Problem[] {
  const { perKey, perUser, perSession } = limits;
  const outside: Outer[] = [[organisation, "the organisation's"]];
  const aroundKey: Outer[] = [[limits, "the tenant's"], ...outside];
  const aroundUser: Outer[] = [[perKey, "the key's"], ...aroundKey];
  return [
    ...unreachable(path, limits, outside),
    ...unreachable([...path, 'perKey'], perKey, aroundKey),
    ...unreachable([...path, 'perUser'], perUser, aroundUser),
    ...unreachable([...path, 'perSession'], perSession, aroundUser),
  ];
}

function unreachable(path: Path, inner: Limits = {}, around: readonly Outer[]): Problem[] {
  const crossed = MEASURES.flatMap((measure) => {
    const low = inner[measure];
    const outer = around.find(([limits]) => low !== undefined && low > (limits?.[measure] ?? Number.POSITIVE_INFINITY));
    if (outer === undefined) return [];
    const [limits, whose] = outer;
    return [
      problem(
        [...path, measure],
        low,
        `is above ${whose} ${limits?.[measure]} and would never be reached; lower it, or leave it out`,
      ),
    ];
  });
  return [...crossed, ...periodProblems(path, inner)];
}

/** What may be spent in a day may be spent in a minute. */
function periodProblems(path: Path, limits: Limits): Problem[] {
  const pairs = [
    ['dollarsPerMinute', 'dollarsPerDay'],
    ['dollarsPerMinute', 'dollarsPerMonth'],
    ['dollarsPerDay', 'dollarsPerMonth'],
  ] as const;
  return pairs.flatMap(([short, long]) => {
    const [low, high] = [limits[short], limits[long]];
    if (low === undefined || high === undefined || low <= high) return [];
    return [
      problem([...path, short], low, `is above ${long}, which is ${high}, and would never be reached; lower it, or leave it out`),
    ];
  });
}

/** A choice for limits that are not there looks like a limit and is none. */
function idle(intact: boolean, path: Path, limits: Limits & { readonly whenUnavailable?: string | undefined }): Problem[] {
  const { whenUnavailable, ...rest } = limits;
  const limited = Object.values(rest).some((value) => typeof value === 'number' || Object.keys(value ?? {}).length > 0);
  if (!intact || limited || whenUnavailable === undefined) return [];
  return [problem([...path, 'whenUnavailable'], whenUnavailable, 'has nothing to apply to; add a limit, or leave it out')];
}
