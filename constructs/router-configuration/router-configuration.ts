import { Duration, Stack } from 'aws-cdk-lib';
import {
  Application,
  CfnConfigurationProfile,
  CfnDeployment,
  CfnHostedConfigurationVersion,
  DeploymentStrategy,
  Environment,
  type IDeploymentStrategy,
  RolloutStrategy,
} from 'aws-cdk-lib/aws-appconfig';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import { ROUTER_CONFIG_SCHEMA } from '../../lambda/router/contract/schema/router-config.ts';
import { failOn } from '../internal/fail-on.ts';
import { canonical } from './canonical-json.ts';

/** Where a router reads its configuration, and who may. */
export interface IRouterConfiguration {
  /** `appconfig:<application>/<environment>/<profile>`: the router's `ROUTER_CONFIG`. */
  readonly locator: string;
  /** Allows reading this one configuration. */
  grantRead(grantee: IGrantable): Grant;
}

export interface RouterConfigurationProps {
  /** What the router serves. Secrets stand in it by name only. */
  readonly config: RouterConfig;
  /** Encrypts the stored and the deployed configuration. @default - a key that AWS owns */
  readonly encryptionKey?: IKey;
  /** How fast routers take over a new configuration. @default - 20 % of them a minute for five minutes, then watched for two */
  readonly deploymentStrategy?: IDeploymentStrategy;
}

/** A CloudFormation template holds 1 MB; this much of it may be the configuration, quotes escaped. */
const MAX_TEMPLATE_BYTES = 900_000;

/**
 * The router's configuration in AWS AppConfig: checked against a schema, versioned, and rolled out step by step while the routers run.
 *
 * A changed `config` replaces the hosted version, whose number is a property of the deployment, so that CloudFormation starts a new
 * deployment and waits until it is complete. The version before is deleted after that.
 */
export class RouterConfiguration extends Construct implements IRouterConfiguration {
  readonly application: Application;
  readonly environment: Environment;
  readonly locator: string;
  private readonly profileId: string;
  private readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, props: RouterConfigurationProps) {
    super(scope, id);
    this.encryptionKey = props.encryptionKey;
    const kmsKeyIdentifier = props.encryptionKey?.keyArn;

    this.application = new Application(this, 'Application', { description: 'Configuration of the LLM router' });
    const { applicationId } = this.application;
    this.environment = new Environment(this, 'Environment', { application: this.application, environmentName: 'live' });
    const profile = new CfnConfigurationProfile(this, 'Profile', {
      applicationId,
      name: 'router',
      locationUri: 'hosted',
      type: 'AWS.Freeform',
      validators: [{ type: 'JSON_SCHEMA', content: JSON.stringify(ROUTER_CONFIG_SCHEMA) }],
      kmsKeyIdentifier,
    });
    this.profileId = profile.ref;

    // The L1, because the L2 retains every version and a profile with versions left cannot be deleted with its stack.
    const version = new CfnHostedConfigurationVersion(this, 'Version', {
      applicationId,
      configurationProfileId: this.profileId,
      contentType: 'application/json',
      content: this.contentOf(props.config),
    });
    new CfnDeployment(this, 'Deployment', {
      applicationId,
      environmentId: this.environment.environmentId,
      configurationProfileId: this.profileId,
      configurationVersion: version.ref,
      deploymentStrategyId: (props.deploymentStrategy ?? this.gradual()).deploymentStrategyId,
      kmsKeyIdentifier,
    });
    this.locator = `appconfig:${applicationId}/${this.environment.environmentId}/${this.profileId}`;
  }

  grantRead(grantee: IGrantable): Grant {
    const grant = Grant.addToPrincipal({
      grantee,
      actions: ['appconfig:StartConfigurationSession', 'appconfig:GetLatestConfiguration'],
      resourceArns: [
        Stack.of(this).formatArn({
          service: 'appconfig',
          resource: 'application',
          resourceName: `${this.application.applicationId}/environment/${this.environment.environmentId}/configuration/${this.profileId}`,
        }),
      ],
    });
    return this.encryptionKey === undefined ? grant : grant.combine(this.encryptionKey.grantDecrypt(grantee));
  }

  /** Canonical JSON; CDK tokens in it become CloudFormation functions. */
  private contentOf(config: RouterConfig): string {
    const sorted = canonical(config);
    const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(sorted)));
    if (bytes > MAX_TEMPLATE_BYTES) {
      const models = Object.keys(config.models).length;
      failOn(this, [
        `config: ${models} models take ${bytes} bytes in the template, more than the ${MAX_TEMPLATE_BYTES} that fit into CloudFormation's 1 MB; ` +
          "serve fewer models in a region, or let the entry '*' take the names that one upstream serves",
      ]);
    }
    return Stack.of(this).toJsonString(sorted);
  }

  private gradual(): DeploymentStrategy {
    return new DeploymentStrategy(this, 'Strategy', {
      description: '20 % of the routers a minute',
      rolloutStrategy: RolloutStrategy.linear({
        growthFactor: 20,
        deploymentDuration: Duration.minutes(5),
        finalBakeTime: Duration.minutes(2),
      }),
    });
  }
}
