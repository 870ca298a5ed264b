/**
 * Environment variables of the writer.
 *
 * - `USAGE_LEDGER`: `dynamodb:<table>`
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row expires. @default - rows do not expire
 */
export const UsageWriterEnvironment = {
  LEDGER: 'USAGE_LEDGER',
  RETENTION_DAYS: 'USAGE_RETENTION_DAYS',
} as const;
