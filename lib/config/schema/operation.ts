import { z } from 'zod';
import { field, named, oneOf, section, text, whole } from './field.ts';
import { regionName } from './names.ts';

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const domainName = text(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'The name, in lower case.', {
  is: 'a domain name',
  use: 'lower-case labels joined by dots, e.g. llm.example.com',
});

export const certificateArn = text(
  /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
  'Certificate of ACM in the same region.',
  {
    is: 'the ARN of a certificate',
    use: 'one such as arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef',
  },
);

const domain = section({ domainName, certificateArn }, 'A name of your own in front of the API of one region.');

export const api = section(
  {
    throttle: section(
      {
        requestsPerSecond: whole(1, 1_000_000, 50, 'Steady requests per second. Default: 50.').optional(),
        burst: whole(1, 1_000_000, 100, 'Requests that may come at once. Default: 100.').optional(),
      },
      "Limits of each tenant's usage plan, per region.",
    ).optional(),
    requestsPerAddress: whole(
      10,
      2_000_000_000,
      2000,
      'Requests in five minutes from one IP address before the WAF blocks it. Default: 2000.',
    ).optional(),
    domains: named(
      regionName,
      domain,
      'By region: a name of your own. Default: the execute-api name.',
      'domains by region',
    ).optional(),
  },
  'The API in front of the router.',
);

export const logs = section(
  { retentionDays: oneOf(RETENTION_DAYS, "Days; one of CloudWatch's retention periods. Default: 365.").optional() },
  'Logs of every function, API and network.',
);

const backups = section(
  {
    dailyRetentionDays: whole(1, 36_500, 35, 'Days that a daily backup is kept. Default: 35.').optional(),
    weeklyRetentionDays: whole(1, 36_500, 90, 'Days that a weekly backup is kept. Default: 90.').optional(),
    lockDays: whole(1, 36_500, 7, 'Days for which nobody deletes a backup. Default: 7.').optional(),
  },
  'Backups of tables and of Aurora in a locked vault of AWS Backup. Default: none beside point-in-time recovery.',
);

const usageExport = section(
  {
    every: oneOf(['day', 'week', 'month'], 'How often. Default: week.').optional(),
    retentionDays: whole(1, 3650, 400, 'Days that an export is kept. Default: 400.').optional(),
  },
  'The whole usage ledger, written to S3. Default: never.',
);

export const data = section(
  {
    removalPolicy: oneOf(['retain', 'destroy'], 'Whether tables and keys outlive their stacks. Default: retain.').optional(),
    usageRetentionDays: whole(1, 3650, 400, 'Days that a usage row is kept. Default: 400.').optional(),
    backups: backups.optional(),
    usageExport: usageExport.optional(),
  },
  'Tables and keys.',
);

const tagKey = text(/^(?![aA][wW][sS]:|[pP][lL][aA][tT][fF][oO][rR][mM]$)[\p{L}\p{N} _.:/=+@-]{1,128}$/u, 'Key of the tag.', {
  is: 'a tag key',
  use: "1 to 128 letters, digits, spaces and _ . : / = + @ -, not beginning with 'aws:', and not 'platform', which holds the platform's name",
});

const tagValue = text(/^[\p{L}\p{N} _.:/=+@-]{0,256}$/u, 'Value of the tag.', {
  is: 'a tag value',
  use: 'up to 256 letters, digits, spaces and _ . : / = + @ -, in quotes',
});

export const tags = named(tagKey, tagValue, 'Put on every resource that can be tagged.', "texts by key, e.g. { team: 'ml' }");

export const account = field(z.string().regex(/^\d{12}$/), 'The AWS account. Default: that of the credentials which deploy.', {
  is: 'an account id',
  use: 'twelve digits in quotes',
});
