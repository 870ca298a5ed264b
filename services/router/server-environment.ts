/** Variables of the router's own server in a container, beside those of the router and of the authorizer. */
export const ServerEnvironment = {
  /** Where clients are answered. */
  PORT: 'PORT',
  /** Where `/livez`, `/readyz` and `/metrics` are, for kubelet and Prometheus alone. */
  ADMIN_PORT: 'ADMIN_PORT',
  /** Seconds that answers under way have to finish after SIGTERM. */
  DRAIN_SECONDS: 'DRAIN_SECONDS',
  /** Names of the tenants that the region serves: a list in JSON. */
  TENANTS: 'TENANTS',
  REGION: 'AWS_REGION',
} as const;
