/** What is asked for cannot run. */
export class ManifestError extends Error {
  constructor(headline: string, problems: readonly string[]) {
    super(`${headline}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = new.target.name;
  }
}

/** @throws ManifestError with every problem, when there are any */
export function refuse(headline: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new ManifestError(headline, problems);
}
