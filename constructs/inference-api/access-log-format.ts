/**
 * One line of the access log, by API Gateway's `$context` variables. Nothing that a client wrote is among them: no header, no query, no
 * body, and of the path only the route.
 */
export const ACCESS_LOG_RECORD: Readonly<Record<string, string>> = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  traceId: '$context.xrayTraceId',
  at: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  tlsVersion: '$context.tlsVersion',
  cipherSuite: '$context.cipherSuite',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  errorType: '$context.error.responseType',
  tenant: '$context.authorizer.tenant',
  principal: '$context.authorizer.principal',
  credential: '$context.authorizer.credential',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  wafStatus: '$context.waf.status',
  latency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integrationLatency',
  timeToFirstContent: '$context.integration.timeToFirstContent',
  responseBytes: '$context.responseLength',
};

/** JSON on one line, as API Gateway wants it. */
export const ACCESS_LOG_FORMAT = JSON.stringify(ACCESS_LOG_RECORD);
