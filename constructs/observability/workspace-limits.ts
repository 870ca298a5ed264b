/** A rule groups namespace: its name, and its YAML. */
export interface RuleNamespace {
  readonly name: string;
  readonly data: string;
}

/** Quotas of Amazon Managed Service for Prometheus for a workspace, as documented in 2026. */
const LIMITS = { bytes: 1_000_000, rules: 2000 };

/** What the service would refuse, a sentence each. */
export function definitionProblems(namespaces: readonly RuleNamespace[], rules: number): string[] {
  return [
    ...namespaces
      .filter(({ data }) => Buffer.byteLength(data) > LIMITS.bytes)
      .map(
        ({ name, data }) =>
          `the rules ${name} have ${Buffer.byteLength(data)} bytes, and a namespace takes ${LIMITS.bytes}; split the group`,
      ),
    ...namespaces
      .filter(({ name }) => !/^[0-9A-Za-z][-.0-9A-Z_a-z]{0,63}$/.test(name))
      .map(({ name }) => `${JSON.stringify(name)} is no name of a namespace; use up to 64 letters, digits and .-_`),
    ...(rules > LIMITS.rules
      ? [`there are ${rules} rules, and a workspace takes ${LIMITS.rules}; ask AWS for a higher quota or leave some out`]
      : []),
  ];
}
