/** Something that somebody did to a case. Written once, never changed. */
export interface AuditEntry {
  readonly caseId: string;
  readonly tenant: string;
  readonly action: 'claimed' | 'decided' | 'appealed' | 'unmasked';
  /** The reviewer's principal. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** e.g. a reason. */
  readonly detail?: string;
}
