/**
 * Environment variables of the router. Each value is a locator, `scheme:rest`; the scheme picks the adapter.
 *
 * - `ROUTER_CONFIG`: `appconfig:<application>/<environment>/<profile>` | `file:<path>` (watched)
 * - `USAGE_LEDGER`: `dynamodb:<table>` | `sqlite:<file>`
 * - `USAGE_QUEUE`: `sqs:<queue URL>`, through which rows reach the ledger that the router could not write itself. @default - none
 * - `SECRETS`: `secretsmanager:` | `env:` (the secret `openai/api-key` is then read from `OPENAI_API_KEY`)
 * - `QUOTA`: `memory:` (each process counts by itself) | `redis://<host>:<port>` |
 *   `rediss://<user>@<host>:<port>?iam=<cache>` (ElastiCache; the cache is the end of its ARN, `replicationgroup/<id>` or `serverlesscache/<name>`) |
 *   `rediss://<user>@<host>:<port>?secret=<name of the password>`; user and query may be left out. @default `memory:`
 * - `RESPONSE_CACHE`: as `QUOTA`. @default `memory:` (each process keeps answers for itself)
 * - `VECTOR_DATABASE`: where the vectors of questions are kept: `sqlite:<file>` | `postgres:<host>:<port>/<database>?user=<user>` (IAM) |
 *   `postgres://<user>@<host>:<port>/<database>?secret=<name of the password>` | `opensearch:<endpoint>` | `s3vectors:<vector bucket>` |
 *   `qdrant:<url>?key=<name of the key>` (docs/vectors.md). @default - in each process
 * - `SESSIONS`: `dynamodb:<table>` | `sqlite:<file>` (its key is in `<file>.session-key`). @default - none: requests that name a session are refused
 * - `TELEMETRY`: `emf:<namespace>` (metrics for CloudWatch in the log line of each request) | `channel:` (tells whoever listens in the same
 *   process, see `TelemetryChannel`). @default - neither. Traces have OpenTelemetry's own variables: docs/observability.md
 * - `MODERATION_RULES`: `folder:<path>` of operators' own word lists and patterns (docs/moderation.md), watched. @default - the built-in ones only
 * - `REVIEW_QUEUE`: `sqs:<queue URL>` | `sqlite:<file>`, both with the sealing key of lambda/review/contract.ts | `log:` (a line for each case,
 *   without its text). @default - none: what is to be reviewed is blocked
 * - `REVIEW_DECISIONS`: `dynamodb:<table>` | `sqlite:<file>`, with the same key. @default - none: what people decide changes nothing
 * - `ABUSE`: as `QUOTA`, where it is remembered how tenants behave; with Redis also `ABUSE_KEY`: `secretsmanager:<name or ARN>` | `file:<path>` of a
 *   secret, for it keeps digests only. @default `memory:` (each process remembers by itself)
 * - `WATERMARK_KEY`: `secretsmanager:<name or ARN>` | `file:<path>` of the secret that marks of origin are made with. @default - none: no answer can be marked
 * - `BREAKERS`: as `QUOTA`. @default `memory:` (each process has circuit breakers of its own)
 * - `CLUSTER_TLS`: `folder:<path>` with `tls.crt`, `tls.key` and `ca.crt`, which are shown to, and asked of, upstreams below `.svc.cluster.local`.
 *   @default - none: no certificate is shown, and those upstreams need one of a public authority
 * - `BUDGETS`: `dynamodb:<table>` | `sqlite:<file>`: where it stands who has spent a budget. @default - nowhere: budgets stop at their end only
 *
 * `MAX_IN_FLIGHT` and `MAX_QUEUED` are no locators: how many requests one process answers at the same time, and how many more may wait.
 * @default - nothing bounds it; 1000 may wait
 *
 * `USAGE_RETENTION_DAYS` is no locator: after so many days a row of a DynamoDB ledger expires. @default - rows do not expire
 */
export const RouterEnvironment = {
  CONFIG: 'ROUTER_CONFIG',
  LEDGER: 'USAGE_LEDGER',
  USAGE_QUEUE: 'USAGE_QUEUE',
  SECRETS: 'SECRETS',
  QUOTA: 'QUOTA',
  CACHE: 'RESPONSE_CACHE',
  VECTORS: 'VECTOR_DATABASE',
  SESSIONS: 'SESSIONS',
  TELEMETRY: 'TELEMETRY',
  ABUSE: 'ABUSE',
  ABUSE_KEY: 'ABUSE_KEY',
  WATERMARK_KEY: 'WATERMARK_KEY',
  BREAKERS: 'BREAKERS',
  CLUSTER_TLS: 'CLUSTER_TLS',
  BUDGETS: 'BUDGETS',
  MODERATION_RULES: 'MODERATION_RULES',
  REVIEWS: 'REVIEW_QUEUE',
  DECISIONS: 'REVIEW_DECISIONS',
  MAX_IN_FLIGHT: 'MAX_IN_FLIGHT',
  MAX_QUEUED: 'MAX_QUEUED',
  RETENTION_DAYS: 'USAGE_RETENTION_DAYS',
} as const;
