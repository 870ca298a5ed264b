import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * What an endpoint lets through: this account's principals, to this account's resources. Stolen credentials of another account cannot carry
 * data out through it. `IfExists`, because a few calls (`cloudwatch:PutMetricData`) name no resource that could belong to anyone.
 */
export function withinAccount(scope: Construct): PolicyStatement {
  const { account } = Stack.of(scope);
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:PrincipalAccount': account },
      StringEqualsIfExists: { 'aws:ResourceAccount': account },
    },
  });
}
