import { median } from './medians.ts';

/** What was measured, by gateway and figure: one value a round, in the order of the rounds. */
export type Samples = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** One number in place of the rounds', by gateway and figure. */
export type Summary = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const medians = (samples: Samples): Summary => summary(samples, (values) => median(values));

/** The median of how many times as much as another gateway's it was in the same round: the machine's speed drifts from round to round. */
export const ratiosTo = (other: string, samples: Samples): Summary => compared(other, samples, (ours, theirs) => ours / theirs);

/** The median of by how much it was more than another gateway's in the same round. */
export const differencesTo = (other: string, samples: Samples): Summary =>
  compared(other, samples, (ours, theirs) => ours - theirs);

function compared(other: string, samples: Samples, compare: (ours: number, theirs: number) => number): Summary {
  const theirs = samples[other] ?? {};
  return summary(samples, (values, figure) =>
    median(values.map((value, round) => compare(value, theirs[figure]?.[round] ?? Number.NaN))),
  );
}

/** What has no number, as nobody measured the other one's, is left out. */
function summary(samples: Samples, one: (values: readonly number[], figure: string) => number): Summary {
  const entries = Object.entries(samples).map(([name, figures]) => {
    const numbers = Object.entries(figures).map(([figure, values]) => [figure, one(values, figure)] as const);
    return [name, Object.fromEntries(numbers.filter(([, value]) => Number.isFinite(value)))] as const;
  });
  return Object.fromEntries(entries);
}
