/** An API key's two parts. Written `sk-<keyId>-<secret>`. */
export interface ApiKey {
  /** 16 characters a-z, 0-9. Public: it names the record and may stand in logs. */
  readonly keyId: string;
  /** 32 random bytes in base64url, 43 characters. */
  readonly secret: string;
}

/** The last character of 32 bytes in base64url carries four bits only, so one key has one spelling. */
const SHAPE = /^sk-([a-z0-9]{16})-([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])$/;

export function formatApiKey(key: ApiKey): string {
  return `sk-${key.keyId}-${key.secret}`;
}

/** @returns undefined when the text is anything but a whole key */
export function parseApiKey(text: string): ApiKey | undefined {
  const [, keyId, secret] = SHAPE.exec(text) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}
