import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

const ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * What the Lambda service needs to attach a function to a VPC, and no more than the service.
 *
 * The allowed resource has to be `*`: the Describe actions know no other, and Lambda refuses to create a function whose role cannot delete
 * interfaces that do not exist yet. So the function's code is denied the same actions: the key `lambda:SourceFunctionArn` is present
 * only in calls made with the credentials inside the running function, never in those of the service.
 */
export function networkInterfaceStatements(): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'LambdaServiceManagesInterfaces', actions: ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      sid: 'FunctionCodeDoesNot',
      effect: Effect.DENY,
      actions: ACTIONS,
      resources: ['*'],
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}
