import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';

/** Names that clients made up and a catch-all took; more of them share one label, so that no client can fill the memory. */
const MADE_UP_NAMES = 50;

/** No model can have these names. */
const UNKNOWN = '(unknown)';
const OTHER = '(other)';

/** Gives the models of requests their metric labels: as many as are configured, and a bounded number beside them. */
export class ModelLabels {
  readonly #madeUp = new Set<string>();

  of({ model, catchAll }: Pick<Observation, 'model' | 'catchAll'>): string {
    if (model === undefined) return UNKNOWN;
    if (!catchAll) return model;
    // Halves of characters are all written alike: they would be one series several times.
    const name = Buffer.from(model).toString();
    if (this.#madeUp.has(name)) return name;
    if (this.#madeUp.size >= MADE_UP_NAMES) return OTHER;
    this.#madeUp.add(name);
    return name;
  }
}
