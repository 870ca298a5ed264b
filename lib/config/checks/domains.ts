import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

/** Domains belong to regions of the platform, and their certificates to the same region and account. */
export const checkDomains: Check = ({ data, names }) => {
  const known = names('regions');
  return Object.entries(data.api?.domains ?? {}).flatMap(([region, { certificateArn }]): Problem[] => {
    const path = ['api', 'domains', region];
    const [, , , place, owner] = certificateArn.split(':');
    const strange = known.length > 0 && !known.includes(region);
    return [
      ...(strange ? [problem(path, region, `is not among the platform's regions; use ${known.join(', ')}`)] : []),
      ...(place === region
        ? []
        : [problem([...path, 'certificateArn'], certificateArn, `is a certificate of ${place}; use one of ${region}`)]),
      ...(data.account === undefined || owner === data.account
        ? []
        : [
            problem(
              [...path, 'certificateArn'],
              certificateArn,
              `belongs to account ${owner}; use a certificate of account ${data.account}`,
            ),
          ]),
    ];
  });
};
