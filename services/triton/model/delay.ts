/** A time: milliseconds (fractions allowed), or a Duration of aws-cdk-lib or cdk8s. */
export type Delay = number | DurationLike;

/** What a Duration of aws-cdk-lib and of cdk8s can do. */
export interface DurationLike {
  toMilliseconds(options?: { readonly integral?: boolean }): number;
}

/** @throws Error when it is negative, infinite or finer than a microsecond */
export function microsecondsOf(delay: Delay, name: string): number {
  const milliseconds = typeof delay === 'number' ? delay : delay.toMilliseconds({ integral: false });
  const microseconds = Math.round(milliseconds * 1000);
  if (!Number.isSafeInteger(microseconds) || microseconds < 0 || (microseconds === 0 && milliseconds !== 0)) {
    throw new Error(`${name} is ${milliseconds} ms; write milliseconds from 0.001 up, or 0`);
  }
  return microseconds;
}
