import type { DecisionEntry } from '../contract.ts';
import type { CaseRecord } from './case-record.ts';

/** How long a decision speaks for the tenant's next messages. */
const DECISION_DAYS = 90;

/** What the guard is to know of a case's last decision. @returns undefined while there is none */
export function decisionEntryOf({ case: { id, fingerprint }, decisions }: CaseRecord): DecisionEntry | undefined {
  const last = decisions.at(-1);
  if (last === undefined) return undefined;
  const { verdict, phrase, at } = last;
  const expiresAt = Math.floor(Date.parse(at) / 1000) + DECISION_DAYS * 86_400;
  return { caseId: id, verdict, fingerprint, ...(phrase !== undefined && { phrase }), decidedAt: at, expiresAt };
}
