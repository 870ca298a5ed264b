import type { Problem } from '../config-error.ts';
import { isOnInternet, urlProblem } from '../upstream-url.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem, regionsWithoutInternet, repeated } from './check.ts';

const PATH = ['authentication', 'jwt'] as const;

/** Issuers are URLs that can be called safely and from every region, each named once. */
export const checkAuthentication: Check = (input) => {
  const issuers = input.data.authentication?.jwt ?? [];
  return [
    ...issuers.flatMap(({ issuer, jwksUri }, i) => [
      ...urlProblems([...PATH, i, 'issuer'], issuer),
      ...(jwksUri === undefined ? [] : urlProblems([...PATH, i, 'jwksUri'], jwksUri)),
      ...reachProblems(input, i, jwksUri ?? issuer),
    ]),
    ...repeated(issuers.map(({ issuer }) => issuer)).map((issuer) =>
      problem(PATH, issuer, 'is named twice; give one entry with every audience'),
    ),
  ];
};

function urlProblems(path: readonly PropertyKey[], url: string): Problem[] {
  const wrong = urlProblem(url);
  return wrong === undefined ? [] : [problem(path, url, wrong)];
}

/** The authorizer runs in the region's network, and fetches the issuer's keys from there. */
function reachProblems(input: WellFormed, i: number, keys: string): Problem[] {
  const host = urlProblem(keys) === undefined ? new URL(keys).hostname : undefined;
  if (host === undefined || !isOnInternet(host)) return [];
  return regionsWithoutInternet(input).map((region) =>
    problem(
      [...PATH, i],
      undefined,
      `has its keys at ${host}, to which the network of ${region} has no way; give ${region} a NAT gateway`,
    ),
  );
}
