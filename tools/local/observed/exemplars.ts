/** A request that stands for those of one bucket of a histogram. */
export interface Exemplar {
  readonly traceId: string;
  /** In the histogram's unit. */
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The last traced request of each bucket. As many as there are buckets: models have bounded labels. */
export class Exemplars {
  readonly #bySeries = new Map<string, Exemplar>();

  /** @param bounds upper bounds of the buckets, rising */
  note(histogram: string, model: string, bounds: readonly number[], exemplar: Exemplar): void {
    const bound = bounds.find((upper) => exemplar.value <= upper) ?? '+Inf';
    this.#bySeries.set(`${histogram}_bucket{le="${bound}",model="${escaped(model)}"}`, exemplar);
  }

  /** Of a series as the text format writes it. */
  of(series: string): Exemplar | undefined {
    return this.#bySeries.get(series);
  }
}

const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
