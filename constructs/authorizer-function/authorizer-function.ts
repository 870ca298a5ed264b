import { Duration, Stack } from 'aws-cdk-lib';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AuthorizerEnvironment, type JwtIssuer } from '../../lambda/authorizer/contract.ts';
import type { IApiKeyStore } from '../api-key-store/api-key-store.ts';
import { defineBundledFunction } from '../internal/bundled-function.ts';
import { failOn } from '../internal/fail-on.ts';
import type { FunctionOptions } from '../internal/function-options.ts';
import { jwtIssuerProblems } from './jwt-issuers.ts';

export interface AuthorizerFunctionProps extends FunctionOptions {
  /** Hashed API keys and the pepper of their hashes. */
  readonly apiKeys: IApiKeyStore;
  /** Token issuers accepted beside API keys. @default - none: API keys only */
  readonly jwtIssuers?: readonly JwtIssuer[];
}

/**
 * The Lambda authorizer of the inference API: an API key or a JWT in, the tenant and a policy out.
 * Invoke it through `function`, the alias `live`.
 */
export class AuthorizerFunction extends Construct implements IGrantable, IConnectable {
  /** The alias `live`. */
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly grantPrincipal: IPrincipal;
  private readonly lambda: IFunction;

  constructor(scope: Construct, id: string, props: AuthorizerFunctionProps) {
    super(scope, id);
    const issuers = props.jwtIssuers ?? [];
    failOn(this, jwtIssuerProblems(issuers));

    const { lambda, live, logGroup } = defineBundledFunction(this, {
      ...props,
      bundle: 'authorizer',
      description: 'Finds out who calls the inference API',
      memorySize: 512,
      // Long enough for a cold start that fetches the pepper and an issuer's keys; every request waits for this answer.
      timeout: Duration.seconds(10),
      environment: {
        [AuthorizerEnvironment.API_KEYS]: `dynamodb:${props.apiKeys.table.tableName}`,
        [AuthorizerEnvironment.PEPPER]: `secretsmanager:${props.apiKeys.pepper.secretArn}`,
        ...(issuers.length > 0 && { [AuthorizerEnvironment.JWT_ISSUERS]: Stack.of(this).toJsonString(issuers) }),
      },
    });
    this.function = live;
    this.lambda = lambda;
    this.logGroup = logGroup;
    this.grantPrincipal = lambda.grantPrincipal;
    props.apiKeys.grantLookup(lambda);
  }

  /** To let the authorizer reach an issuer inside its VPC. Throws without `vpc`. */
  get connections(): Connections {
    return this.lambda.connections;
  }

  /** Calls that ended in an error; API Gateway answers those with 500, and those that say `Unauthorized` with 401. */
  metricErrors(options?: MetricOptions): Metric {
    return this.function.metricErrors(options);
  }

  metricDuration(options?: MetricOptions): Metric {
    return this.function.metricDuration(options);
  }

  metricInvocations(options?: MetricOptions): Metric {
    return this.function.metricInvocations(options);
  }

  metricThrottles(options?: MetricOptions): Metric {
    return this.function.metricThrottles(options);
  }
}
