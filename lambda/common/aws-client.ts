/**
 * Limits of every call to AWS. Together they end well before the authorizer's time limit and a client's patience, so that a service that hangs is an error with
 * a reason in the log. Without `throwOnRequestTimeout` the SDK would only warn and wait on.
 */
export const CLIENT_LIMITS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 1_500, throwOnRequestTimeout: true },
} as const;
