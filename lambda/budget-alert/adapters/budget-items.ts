import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Account, SpendEvent } from '../domain/spend.ts';

export type Key = Record<'pk' | 'sk', AttributeValue>;

/** `s<slot>` in an account's item. */
export const slotName = (slot: number): string => `s${slot}`;

export const spendKey = ({ scoped: { partition, scope }, period: { id } }: Account): Key => ({
  pk: { S: partition },
  sk: { S: `spend#${id}#${scope}` },
});

export const alertKey = ({ scoped: { partition, scope }, period: { id } }: Account, at: string): Key => ({
  pk: { S: partition },
  sk: { S: `alert#${id}#${scope}#${at}` },
});

/** Apart from each other, so that no partition of the table takes every row of a tenant. */
export const bookedKey = ({ tenant, id }: SpendEvent): Key => ({ pk: { S: `booked/${tenant}/${id}` }, sk: { S: 'booked' } });

const AFTERWARDS_SECONDS = 35 * 86_400;

/** Long enough for rows that come late, and for those who ask afterwards. */
export const expiresAt = (endsAt: number): AttributeValue => ({ N: String(Math.ceil(endsAt / 1000) + AFTERWARDS_SECONDS) });
