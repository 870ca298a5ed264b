export interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** Area under the precision-recall curve, as average precision. */
export function averagePrecision(scored: readonly Scored[]): number {
  const positives = scored.filter(({ positive }) => positive).length;
  let found = 0;
  let sum = 0;
  for (const [index, { positive }] of [...scored].sort((a, b) => b.score - a.score).entries()) {
    if (!positive) continue;
    found += 1;
    sum += found / (index + 1);
  }
  return positives === 0 ? Number.NaN : sum / positives;
}

/** Precision and recall when everything from this score on is taken. */
export function at(threshold: number, scored: readonly Scored[]): { readonly precision: number; readonly recall: number } {
  const taken = scored.filter(({ score }) => score >= threshold);
  const right = taken.filter(({ positive }) => positive).length;
  const positives = scored.filter(({ positive }) => positive).length;
  return {
    precision: taken.length === 0 ? Number.NaN : right / taken.length,
    recall: positives === 0 ? Number.NaN : right / positives,
  };
}
