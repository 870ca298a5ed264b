/** A client's name of a conversation, as `x-session-id`. */
export const SESSION_ID_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;

/** How a tenant's conversations are kept. */
export interface TenantSessions {
  /** Of history that goes to the model, estimated at four bytes a token. */
  readonly maxTokens: number;
  /** After so long a turn is forgotten. */
  readonly ttlSeconds: number;
}
