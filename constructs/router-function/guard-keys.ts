import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import { secretNameProblems } from './secret-names.ts';
import type { SharedState } from './shared-state.ts';

/** The secrets of the router's guard, by name. */
export interface GuardKeys {
  /** What marks of origin are made with: the router can read it. @default - none: tenants whose answers are to be marked get no answer */
  readonly watermarkKeyName?: string;
  /** What the digests are made with by which `counters` remember how tenants behave: the router can read it. @default - each instance remembers by itself */
  readonly abuseKeyName?: string;
}

/** Those that are there. */
export const guardKeyNames = ({ watermarkKeyName, abuseKeyName }: GuardKeys): string[] =>
  [watermarkKeyName, abuseKeyName].filter((name) => name !== undefined);

export const guardEnvironment = ({
  watermarkKeyName,
  abuseKeyName,
  counters,
}: GuardKeys & SharedState): Record<string, string> => ({
  ...(watermarkKeyName !== undefined && { [RouterEnvironment.WATERMARK_KEY]: `secretsmanager:${watermarkKeyName}` }),
  ...(abuseKeyName !== undefined &&
    counters && {
      [RouterEnvironment.ABUSE]: counters.locator,
      [RouterEnvironment.ABUSE_KEY]: `secretsmanager:${abuseKeyName}`,
    }),
});

/** What is wrong with them, as sentences. */
export function guardKeyProblems({ watermarkKeyName, abuseKeyName, counters }: GuardKeys & SharedState): string[] {
  const problemsOf = (property: string, name: string | undefined) =>
    name === undefined ? [] : secretNameProblems([name], property);
  return [
    ...problemsOf('watermarkKeyName', watermarkKeyName),
    ...problemsOf('abuseKeyName', abuseKeyName),
    ...(abuseKeyName === undefined || counters
      ? []
      : ['abuseKeyName has no use without counters; give counters too, or leave it out']),
  ];
}
