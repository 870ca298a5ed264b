import type { ApiKeyRecord } from '../../lambda/authorizer/contract.ts';

export type KeyStatus = 'active' | 'expired' | 'revoked';

/** A key as it may be shown: without its hash. */
export interface ShownKey {
  readonly keyId: string;
  readonly tenant: string;
  readonly label: string;
  readonly status: KeyStatus;
  /** @default - none */
  readonly roles?: readonly string[];
  /** ISO 8601, UTC, like the other times. */
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly revokedAt?: string;
}

export function shown({ keyId, tenant, label, roles, createdAt, expiresAt, revokedAt }: ApiKeyRecord, now: Date): ShownKey {
  const expired = expiresAt !== undefined && expiresAt * 1000 <= now.getTime();
  return {
    keyId,
    tenant,
    label,
    status: revokedAt !== undefined ? 'revoked' : expired ? 'expired' : 'active',
    ...(roles === undefined ? {} : { roles }),
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt * 1000).toISOString() }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
  };
}

/** Columns for the terminal. */
export function keyTable(keys: readonly ShownKey[]): string {
  const day = (time: string | undefined) => time?.slice(0, 10) ?? 'never';
  const rows = [
    ['KEY ID', 'TENANT', 'STATUS', 'CREATED', 'EXPIRES', 'LABEL'],
    ...keys.map((key) => [key.keyId, key.tenant, key.status, day(key.createdAt), day(key.expiresAt), printable(key.label)]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${rows.map(line).join('\n')}\n`;
}

/** Somebody else wrote the label: no control characters reach the terminal. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, ' ');
}
