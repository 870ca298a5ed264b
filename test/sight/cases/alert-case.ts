/** Series by their samples, a sample a minute, as promtool writes them. */
export type Samples = Readonly<Record<string, string>>;

/** What one alert must fire for, and what it must stay quiet about: as near to it as can be. */
export interface AlertCase {
  readonly alert: string;
  /** When the alert is looked at. */
  readonly at: string;
  readonly fires: Samples;
  /** Labels of the alert that fires, e.g. `model="gpt"`. */
  readonly labels: string;
  readonly quiet: Samples;
}

const MINUTES = 300;

/** A gauge that keeps its value. */
export const flat = (value: number): string => `${value}+0x${MINUTES}`;

/** A counter that rises by so much each minute. */
export const rising = (perMinute: number): string => `0+${perMinute}x${MINUTES}`;

/** A gauge or counter that keeps one value for some minutes, then another. */
export const step = (minutes: number, before: number, after: number): string =>
  `${before}+0x${minutes - 1} ${after}+0x${MINUTES}`;
