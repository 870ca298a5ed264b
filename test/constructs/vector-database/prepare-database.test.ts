import type { Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { nagFindings, wildcardPolicies } from '../../support/findings.ts';
import { existingNetwork } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

function withDatabases(stack: Stack, ...names: string[]): Template {
  const engine = VectorDatabaseEngine.auroraPostgres({ network: existingNetwork(stack) });
  for (const databaseName of names) new VectorDatabase(stack, databaseName, { databaseName, engine });
  return templateOf(stack);
}

interface Right {
  readonly action: string;
  readonly resource: unknown;
}

/** What the one function of a stack's AWS custom resources may do, by the policies of its role. */
function rightsOfFunction(of: Template): Right[] {
  const [handler] = Object.entries(of.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) =>
    id.startsWith('AWS679f53fac002430cb0da5b7982bd2287') ? [Properties.Role['Fn::GetAtt'][0] as string] : [],
  );
  return Object.values(of.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === handler))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[])
    .flatMap(({ Action, Resource }) => [Action].flat().map((action) => ({ action, resource: Resource })));
}

const actionsOf = (template: Template): string[] => rightsOfFunction(template).map(({ action }) => action);

describe('the preparation of a database', () => {
  const template = withDatabases(testStack(), 'one');

  test('makes extension, user and schema once instances and rights are there', () => {
    template.hasResource('Custom::AWS', {
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('^oneClusterWriter'),
        Match.stringLikeRegexp('^onePreparationCustomResourcePolicy'),
      ]),
      Properties: { Create: Match.objectLike({ 'Fn::Join': Match.anyValue() }) },
    });
  });

  test('has the rights to that and to its log, and nothing else', () => {
    expect(actionsOf(template).sort()).toEqual([
      ...['kms:Decrypt', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      ...['rds-data:ExecuteStatement', 'secretsmanager:GetSecretValue'],
    ]);
    expect(wildcardPolicies(template)).toEqual([]);
  });
});

describe('two databases in a stack', () => {
  const stack = testStack();
  const template = withDatabases(stack, 'one', 'two');

  test('are prepared by the one function, which has rights to both', () => {
    template.resourceCountIs('Custom::AWS', 2);
    const statements = rightsOfFunction(template).filter(({ action }) => action === 'rds-data:ExecuteStatement');
    expect(statements.map(({ resource }) => JSON.stringify(resource).match(/oneCluster|twoCluster/)?.[0])).toEqual([
      ...['oneCluster', 'twoCluster'],
    ]);
    expect(nagFindings(stack)).toEqual([]);
  });

  test('leave no role and no log that nobody uses', () => {
    expect(Object.keys(template.findResources('AWS::IAM::Role'))).toEqual([expect.stringMatching(/^onePreparationRole/)]);
    expect(Object.keys(template.findResources('AWS::Logs::LogGroup')).filter((id) => id.includes('Preparation'))).toHaveLength(1);
  });
});

test('in a stack with another custom resource of AWS, its role gets the rights', () => {
  const stack = testStack();
  new AwsCustomResource(stack, 'Theirs', {
    onCreate: { service: 'STS', action: 'GetCallerIdentity', physicalResourceId: PhysicalResourceId.of('id') },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['sts:GetCallerIdentity'], resources: ['*'] }),
    ]),
  });
  const actions = actionsOf(withDatabases(stack, 'one'));
  expect(actions).toEqual(expect.arrayContaining(['rds-data:ExecuteStatement', 'secretsmanager:GetSecretValue', 'kms:Decrypt']));
});
