/**
 * Environment variables of the router. Each value is a locator, `scheme:rest`; the scheme picks the adapter.
 *
 * - `ROUTER_CONFIG`: `appconfig:<application>/<environment>/<profile>` | `file:<path>` (watched)
 * - `USAGE_LEDGER`: `dynamodb:<table>` | `sqlite:<file>`
 * - `SECRETS`: `secretsmanager:` | `env:` (the secret `openai/api-key` is then read from `OPENAI_API_KEY`)
 * - `QUOTA`: `memory:` (each process counts by itself) | `redis://<host>:<port>` | `rediss://<host>:<port>`. @default `memory:`
 * - `RESPONSE_CACHE`: as `QUOTA`. @default `memory:` (each process keeps answers for itself)
 * - `SESSIONS`: `dynamodb:<table>` | `sqlite:<file>` (its key is in `<file>.session-key`). @default - none: requests that name a session are refused
 * - `TELEMETRY`: `emf:<namespace>` (metrics for CloudWatch in the log line of each request) | `channel:` (tells whoever listens in the same
 *   process, see `TelemetryChannel`). @default - neither. Traces have OpenTelemetry's own variables: docs/observability.md
 * - `BREAKERS`: as `QUOTA`. @default `memory:` (each process has circuit breakers of its own)
 *
 * `MAX_IN_FLIGHT` and `MAX_QUEUED` are no locators: how many requests one process answers at the same time, and how many more may wait.
 * @default - nothing bounds it; 1000 may wait
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row of a DynamoDB ledger expires. @default - rows do not expire
 */
export const RouterEnvironment = {
  CONFIG: 'ROUTER_CONFIG',
  LEDGER: 'USAGE_LEDGER',
  SECRETS: 'SECRETS',
  QUOTA: 'QUOTA',
  CACHE: 'RESPONSE_CACHE',
  SESSIONS: 'SESSIONS',
  TELEMETRY: 'TELEMETRY',
  BREAKERS: 'BREAKERS',
  MAX_IN_FLIGHT: 'MAX_IN_FLIGHT',
  MAX_QUEUED: 'MAX_QUEUED',
  RETENTION_DAYS: 'USAGE_RETENTION_DAYS',
} as const;
