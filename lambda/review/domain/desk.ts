import { type Reach, reaches } from './access.ts';
import { ApiError, noSuchCase } from './api-error.ts';
import type { AuditEntry } from './audit.ts';
import type { CaseRecord } from './case-record.ts';
import { decisionEntryOf } from './decision-entry.ts';
import type { ReviewPorts } from './ports.ts';
import { appeal, claim, decide, type NewDecision, type Transition } from './transitions.ts';

/** Who works at the desk, and for whom. */
export interface Reviewer {
  readonly principal: string;
  readonly reach: Reach;
}

/** Times that a change is tried again because somebody else was faster. */
const ATTEMPTS = 8;

/** What a reviewer can do with one case. Each throws ApiError: 404 for a case that is none of theirs, 409 when the case is in another state. */
export interface Desk {
  open(id: string): Promise<{ readonly record: CaseRecord; readonly audit: readonly AuditEntry[] }>;
  claim(id: string): Promise<CaseRecord>;
  decide(id: string, decision: Omit<NewDecision, 'by'>): Promise<CaseRecord>;
  appeal(id: string, reason: string): Promise<CaseRecord>;
  /** The text as it was written. Written down before it is shown. */
  unmask(id: string): Promise<string>;
}

export function deskOf({ principal, reach }: Reviewer, { store, unseal, now }: ReviewPorts): Desk {
  const found = async (id: string): Promise<CaseRecord> => {
    const record = await store.find(id);
    if (record === undefined || !reaches(reach, record.case.tenant)) throw noSuchCase(id);
    return record;
  };

  const change = async (id: string, transition: (record: CaseRecord) => Transition): Promise<CaseRecord> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const outcome = transition(await found(id));
      if (outcome.kind === 'refused') throw new ApiError(409, outcome.code, outcome.message);
      if (outcome.kind === 'same') return outcome.record;
      const { record, entry } = outcome;
      const decision = entry.action === 'decided' ? decisionEntryOf(record) : undefined;
      if (await store.replace(record, entry, decision)) return record;
    }
    throw new ApiError(409, 'busy', 'Others change this case at the moment; try again.');
  };

  return {
    open: async (id) => ({ record: await found(id), audit: await store.audit(id) }),
    claim: (id) => change(id, (record) => claim(record, principal, now())),
    decide: (id, decision) => change(id, (record) => decide(record, { ...decision, by: principal }, now())),
    appeal: (id, reason) => change(id, (record) => appeal(record, principal, reason, now())),
    unmask: async (id) => {
      const { case: sealed } = await found(id);
      const text = await unseal(sealed);
      await store.note({
        caseId: id,
        tenant: sealed.tenant,
        action: 'unmasked',
        by: principal,
        at: new Date(now()).toISOString(),
      });
      return text;
    },
  };
}
