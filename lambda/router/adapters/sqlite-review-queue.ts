import { openReviews } from '../../common/review/database.ts';
import type { ReviewCase as SealedCase } from '../../review/contract.ts';

/** Puts a case where the review function looks for it: on one machine nothing has to travel. */
export function sqliteSender(file: string): (sealed: SealedCase) => Promise<void> {
  const insert = openReviews(file).prepare('INSERT OR IGNORE INTO review_cases VALUES (?, ?, 1, ?, 1, ?)');
  return async (sealed) => {
    const { id, tenant, createdAt } = sealed;
    insert.run(id, tenant, `${createdAt}#${id}`, JSON.stringify({ case: sealed, version: 1, decisions: [] }));
  };
}
