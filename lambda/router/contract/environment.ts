/**
 * Environment variables of the router. Each value is a locator, `scheme:rest`; the scheme picks the adapter.
 *
 * - `ROUTER_CONFIG`: `appconfig:<application>/<environment>/<profile>` | `file:<path>` (watched)
 * - `USAGE_LEDGER`: `dynamodb:<table>` | `sqlite:<file>`
 * - `SECRETS`: `secretsmanager:` | `env:` (the secret `openai/api-key` is then read from `OPENAI_API_KEY`)
 * - `QUOTA`: `memory:` (each process counts by itself) | `redis://<host>:<port>` | `rediss://<host>:<port>`. @default `memory:`
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row of a DynamoDB ledger expires. @default - rows do not expire
 */
export const RouterEnvironment = {
  CONFIG: 'ROUTER_CONFIG',
  LEDGER: 'USAGE_LEDGER',
  SECRETS: 'SECRETS',
  QUOTA: 'QUOTA',
  RETENTION_DAYS: 'USAGE_RETENTION_DAYS',
} as const;
