import type { IConstruct } from 'constructs';

/** Ends synthesis with every problem found in a construct's props, behind the construct's path; does nothing when there is none. */
export function failOn(scope: IConstruct, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${scope.node.path}: ${problems.join('; ')}`);
}
