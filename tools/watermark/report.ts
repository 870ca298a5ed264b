import { tenantTag } from '../../lambda/common/watermark/mark.ts';
import { verifyWatermark } from '../../lambda/common/watermark/verify.ts';

export interface WatermarkReport {
  readonly marks: readonly {
    /** UTF-16 index in the text. */
    readonly at: number;
    /** `2026-11-21`, UTC. */
    readonly date: string;
    /** Of those asked about; undefined when it is another. */
    readonly tenant?: string;
  }[];
  /** Groups in the shape of a mark that do not verify. */
  readonly unknown: number;
}

export function report(text: string, key: Uint8Array, tenants: readonly string[]): WatermarkReport {
  const byTag = new Map(tenants.map((tenant) => [tenantTag(key, tenant), tenant]));
  const { marks, unknown } = verifyWatermark(text, key);
  return {
    marks: marks.map(({ at, day, tenantTag: tag }) => {
      const tenant = byTag.get(tag);
      return { at, date: new Date(day * 86_400_000).toISOString().slice(0, 10), ...(tenant !== undefined && { tenant }) };
    }),
    unknown,
  };
}

export function reportText({ marks, unknown }: WatermarkReport): string {
  const lines = marks.map(
    ({ at, date, tenant }) => `at ${at}: generated on ${date} for ${tenant ?? 'a tenant that was not asked about'}`,
  );
  if (marks.length > 0) lines.push(`${marks.length} verified; a mark vouches for the words just before it, not for the rest`);
  if (unknown > 0) lines.push(`${unknown} in the shape of a mark that this key did not make for the words before it`);
  if (marks.length === 0) lines.push('no mark of this key; that does not say that a person wrote the text');
  return lines.join('\n');
}
