import type { Duration } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { lambdaBundle } from './bundle.ts';
import { encryptedLogGroup } from './encrypted-log-group.ts';
import type { FunctionOptions } from './function-options.ts';
import { networkInterfaceStatements } from './network-interface-statements.ts';

export interface BundledFunctionProps extends FunctionOptions {
  /** Name of the bundle, the folder below lambda/. */
  readonly bundle: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Record<string, string>;
}

export interface BundledFunction {
  readonly lambda: LambdaFunction;
  /** The alias that callers invoke, so that a new version can be shifted to gradually. */
  readonly live: Alias;
  readonly logGroup: LogGroup;
}

/**
 * Defines a function from its bundle as children of `scope`: own log group, own role with the rights to that group and to tracing and
 * nothing else, own security group that lets HTTPS out and nothing in.
 */
export function defineBundledFunction(scope: Construct, props: BundledFunctionProps): BundledFunction {
  const logGroup = encryptedLogGroup(scope, 'LogGroup', { encryptionKey: props.logsKey, retention: props.logRetention });
  // Not AWSLambdaBasicExecutionRole: that managed policy writes to every log group of the account.
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  if (props.vpc !== undefined) for (const statement of networkInterfaceStatements()) role.addToPolicy(statement);

  const lambda = new LambdaFunction(scope, 'Function', {
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: lambdaBundle(props.bundle),
    handler: 'index.handler',
    memorySize: props.memorySize,
    timeout: props.timeout,
    environment: props.environment,
    environmentEncryption: props.environmentEncryption,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
    tracing: Tracing.ACTIVE,
    loggingFormat: LoggingFormat.JSON,
    logGroup,
    role,
    vpc: props.vpc,
    vpcSubnets: props.vpcSubnets,
    securityGroups: securityGroups(scope, props),
  });
  const live = new Alias(scope, 'Alias', { aliasName: 'live', version: lambda.currentVersion });
  return { lambda, live, logGroup };
}

function securityGroups(scope: Construct, { vpc, description }: BundledFunctionProps): SecurityGroup[] | undefined {
  if (vpc === undefined) return undefined;
  const group = new SecurityGroup(scope, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS to AWS and to model providers');
  return [group];
}
