import { askReviews, type ListOptions, type ReviewTarget, type ShownCase } from './client.ts';

interface Page {
  readonly data: readonly ShownCase[];
  readonly next?: string;
}

/** Prints every case, page by page. */
export async function list({ state, category, tenant, ...target }: ListOptions): Promise<void> {
  const filter = { ...(state && { state }), ...(category && { category }), ...(tenant && { tenant }) };
  const cases: ShownCase[] = [];
  for (let after: string | undefined; ; ) {
    const query = new URLSearchParams({ ...filter, limit: '100', ...(after !== undefined && { after }) });
    const page = await askReviews<Page>(target, `?${query}`);
    cases.push(...page.data);
    after = page.next;
    if (after === undefined) break;
  }
  process.stdout.write(target.json ? `${JSON.stringify(cases, null, 2)}\n` : cases.map(caseLines).join('\n'));
}

/** Does something to one case and prints what it is now. */
export async function act(id: string, action: string, body: object, target: ReviewTarget): Promise<void> {
  const changed = await askReviews<ShownCase>(target, `/${encodeURIComponent(id)}/${action}`, body);
  process.stdout.write(target.json ? `${JSON.stringify(changed, null, 2)}\n` : caseLines(changed));
}

/** Two lines for the terminal. Somebody else wrote the text: no control characters reach the terminal. */
export function caseLines({ id, tenant, state, createdAt, scores, redacted }: ShownCase): string {
  const named = Object.entries(scores).map(([category, score]) => `${category} ${score.toFixed(2)}`);
  const text = redacted.replace(/[\p{C}\s]+/gu, ' ').slice(0, 120);
  return `${id}  ${tenant}  ${state}  ${createdAt}  ${named.join(', ')}\n  ${text}\n`;
}
