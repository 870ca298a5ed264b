import type { CaseRecord } from '../domain/case-record.ts';
import type { ListedCase } from '../domain/ports.ts';

/** What a list shows of a long text. */
const PREVIEW_UNITS = 400;

/** A case's place in every list: by time, and by id among those of one millisecond. */
export const cursorOf = ({ case: { createdAt, id } }: CaseRecord): string => `${new Date(createdAt).toISOString()}#${id}`;

/** Without the sealed text, and with the beginning of the redacted one. */
export function listed(record: CaseRecord): ListedCase {
  const { redacted } = record.case;
  const preview = redacted.length > PREVIEW_UNITS ? `${redacted.slice(0, PREVIEW_UNITS)}…` : redacted;
  return { record: { ...record, case: { ...record.case, redacted: preview, sealed: '' } }, cursor: cursorOf(record) };
}
