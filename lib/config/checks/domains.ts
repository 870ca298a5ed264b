import type { Problem } from '../config-error.ts';
import type { PlatformData } from '../schema/platform.ts';
import { type Check, problem } from './check.ts';

/** Domains belong to regions of the platform, and their certificates to the same region and account. */
export const checkDomains: Check = ({ data, names }) => {
  const known = names('regions');
  return Object.entries(data.api?.domains ?? {}).flatMap(([region, { certificateArn }]): Problem[] => {
    const path = ['api', 'domains', region];
    const strange = known.length > 0 && !known.includes(region);
    return [
      ...(strange ? [problem(path, region, `is not among the platform's regions; use ${known.join(', ')}`)] : []),
      ...certificateProblems(data, [...path, 'certificateArn'], region, certificateArn),
    ];
  });
};

/** What is wrong with a certificate for a region of the platform. */
export function certificateProblems(
  { account }: Partial<PlatformData>,
  path: readonly string[],
  region: string,
  certificateArn: string,
): Problem[] {
  const [, , , place, owner] = certificateArn.split(':');
  return [
    ...(place === region ? [] : [problem(path, certificateArn, `is a certificate of ${place}; use one of ${region}`)]),
    ...(account === undefined || owner === account
      ? []
      : [problem(path, certificateArn, `belongs to account ${owner}; use a certificate of account ${account}`)]),
  ];
}
