import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that stays, with what an auditor asks of it. */
export interface Acknowledgement {
  /** With the prefix of the pack, as the report prints it. */
  readonly id: string;
  /** Which constructs: matched against the construct path. */
  readonly path: RegExp;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** ISO date; after it synthesis fails until somebody looks again. */
  readonly expires: string;
}

/**
 * Records each acknowledgement on the constructs that it names, so that it stands in `validation-report.json` beside its finding.
 *
 * @param today ISO date
 * @throws Error that names every acknowledgement past its date
 */
export function acknowledge(root: IConstruct, register: readonly Acknowledgement[], today: string): void {
  const expired = register.filter(({ expires }) => expires < today);
  if (expired.length > 0) {
    throw new Error(
      `acknowledged findings have expired; fix them or renew their date in lib/policy/register.ts: ${expired
        .map(({ id, expires, owner }) => `${id} (${expires}, ${owner})`)
        .join('; ')}`,
    );
  }
  for (const construct of root.node.findAll()) {
    for (const entry of register) {
      if (!entry.path.test(construct.node.path)) continue;
      Validations.of(construct).acknowledge({
        id: entry.id,
        reason: `${entry.reason} (owner: ${entry.owner}; until ${entry.expires})`,
      });
    }
  }
}
