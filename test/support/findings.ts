import type { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

type Resources = Record<
  string,
  { Type: string; DeletionPolicy?: string; UpdateReplacePolicy?: string; Properties?: Record<string, unknown> }
>;
interface Statement {
  readonly Resource?: unknown;
}

/** What cdk-nag's AwsSolutions pack finds, as `<rule> <construct path>`, sorted. */
export function nagFindings(scope: IConstruct): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(scope);
  return violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`))
    .sort();
}

/** Logical ids of IAM roles and policies with a statement over every resource. */
export function wildcardPolicies(template: Template): string[] {
  return Object.entries(resources(template))
    .filter(([, { Type }]) => Type.startsWith('AWS::IAM::'))
    .filter(([, { Properties }]) => statements(Properties).some(({ Resource }) => [Resource].flat().includes('*')))
    .map(([id]) => id);
}

const STATEFUL = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::Logs::LogGroup',
  'AWS::SecretsManager::Secret',
];

/** The second is also deleted when its own creation is rolled back: it is empty then. */
const RETAINED = ['Retain', 'RetainExceptOnCreate'];

/** Logical ids of resources that hold data, or the keys to it, and would be lost with their stack. */
export function unretained(template: Template): string[] {
  return Object.entries(resources(template))
    .filter(([, { Type }]) => STATEFUL.includes(Type))
    .filter(
      ([, { DeletionPolicy = '', UpdateReplacePolicy }]) =>
        !RETAINED.includes(DeletionPolicy) || UpdateReplacePolicy !== 'Retain',
    )
    .map(([id]) => id);
}

function resources(template: Template): Resources {
  return template.toJSON().Resources;
}

/** Every policy statement below a value, however deep. */
function statements(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Statement' in value ? ([value.Statement].flat() as Statement[]) : [];
  return [...own, ...Object.values(value).flatMap(statements)];
}
