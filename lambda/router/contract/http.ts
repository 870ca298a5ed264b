/** One HTTP operation. `path` is in API Gateway's notation. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Answered without a key: health checks and browsers that open a page cannot present one. */
  readonly public?: true;
}

/** Every operation that the router answers; API Gateway, the local platform and the router are built from this list. */
export const ROUTES: readonly RouteDefinition[] = [
  { method: 'POST', path: '/v1/chat/completions' },
  { method: 'POST', path: '/v1/responses' },
  { method: 'POST', path: '/v1/messages' },
  { method: 'POST', path: '/v1/embeddings' },
  { method: 'POST', path: '/v1/moderations' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{model}' },
  { method: 'GET', path: '/v1/usage' },
  { method: 'DELETE', path: '/v1/sessions/{id}' },
  { method: 'GET', path: '/healthz', public: true },
  { method: 'GET', path: '/openapi.json', public: true },
];
