import { list, section, text, whole } from './field.ts';

/** Who searches in log lines, from where, and for how long. */
export const logSearch = section(
  {
    readers: list(
      text(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'A role.', {
        is: 'the ARN of a role',
        use: 'one such as arn:aws:iam::111122223333:role/on-call',
      }),
      'Roles that may read every line of every tenant.',
      "ARNs such as ['arn:aws:iam::111122223333:role/on-call']",
      20,
    ),
    readersFrom: list(
      text(/^(\d{1,3}\.){3}\d{1,3}\/(8|9|[12]\d|3[0-2])$/, 'Addresses in, or joined with, the network.', {
        is: 'an IPv4 block of /8 or smaller',
        use: 'one such as 10.10.0.0/16',
      }),
      'Addresses from which readers come; there is no way in from the internet.',
      "blocks such as ['10.10.0.0/16']",
      20,
    ),
    retentionDays: whole(1, 3650, 30, 'Days for which lines are found. Default: 30.').optional(),
  },
  'Log lines of functions, API and firewall in OpenSearch Serverless, in each region. Default: in CloudWatch Logs alone.',
);
