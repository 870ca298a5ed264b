import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { type IRole, type Policy as LambdaPolicy, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import { RouterConfiguration } from '../../constructs/router-configuration/router-configuration.ts';
import type { RouterPodsConfig } from '../config/gpu-config.ts';
import { podRouterConfig } from '../config/pod-router-config.ts';
import { deployedRouterParameter } from '../config/router-workload.ts';
import type { ApiStack } from './api-stack.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface RouterPodsStackProps extends PlatformStackProps {
  readonly pods: RouterPodsConfig;
  /** Namespace and service account of the pods. */
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly cluster: IGpuCluster;
  readonly keys: IPlatformKeys;
  /** Whose functions the pods are the same as. */
  readonly api: ApiStack;
}

/** Rights that the service Lambda has by the role of a function, for network interfaces, log groups and traces. */
const OF_LAMBDA = /^(ec2|logs|xray):/;

/** What routers in the cluster need of AWS: the rights of the functions, a configuration in which models are called by their Services, and the environment to start with. */
export class RouterPodsStack extends PlatformStack {
  constructor(scope: Construct, props: RouterPodsStackProps) {
    super(scope, 'pods', props);
    const { config, region, pods, cluster, api, keys } = props;
    // By its name: rights that stood beside the role would make the cluster wait for the API.
    const role = Role.fromRoleName(this, 'Role', cluster.addPodIdentity(props.namespace, props.serviceAccount).roleName);
    const functions = { Router: api.router, Authorizer: api.authorizer };
    for (const [name, construct] of Object.entries(functions)) this.allow(name, role, rightsOf(construct));
    const { bucket, key } = pods.bundle;
    this.allow('Bundle', role, bundleStatements(Bucket.fromBucketName(this, 'Artefacts', bucket), key));
    const configuration = new RouterConfiguration(this, 'Configuration', {
      config: podRouterConfig(config, region),
      encryptionKey: keys.keyFor(DataClass.CONTENT),
    });
    configuration.grantRead(role);
    const group = SecurityGroup.fromSecurityGroupId(this, 'Pods', cluster.clusterSecurityGroupId);
    for (const shared of new Set([api.state.counters, api.state.answers, api.state.vectors])) {
      // What is reached through the internet has no port to open.
      if (shared?.connections.defaultPort) shared.connections.allowDefaultPortFrom(group, 'Routers in the cluster');
    }
    // A collection has a policy of its own beside IAM's, in which each role is named.
    if (config.regions[region]?.vectors?.engine === 'opensearch-serverless') api.state.vectors?.grantReadWrite(role);
    new StringParameter(this, 'Deployed', {
      parameterName: deployedRouterParameter(config, region),
      description: 'For blueprint manifests --deployed',
      tier: ParameterTier.INTELLIGENT_TIERING,
      stringValue: this.toJsonString({
        configuration: configuration.locator,
        router: environmentOf(api.router),
        authorizer: environmentOf(api.authorizer),
      }),
    });
  }

  private allow(id: string, role: IRole, statements: PolicyStatement[]): void {
    new Policy(this, id, { roles: [role], statements });
  }
}

/** What a function's role may do, as far as its code needs it: read off the role itself, so that pods never have other rights. */
function rightsOf(construct: Construct): PolicyStatement[] {
  const policy = construct.node.findChild('Role').node.findChild('DefaultPolicy') as LambdaPolicy;
  const { Statement = [] } = policy.document.toJSON() as { readonly Statement?: readonly object[] };
  return Statement.map((statement) => PolicyStatement.fromJson(statement)).filter(
    ({ actions }) => !actions.every((action) => OF_LAMBDA.test(action)),
  );
}

/** A token: names and addresses are known when it is deployed. */
const environmentOf = (construct: Construct): unknown => {
  const { environment } = construct.node.findChild('Function').node.defaultChild as CfnFunction;
  return environment;
};

const bundleStatements = (bucket: IBucket, key: string): PolicyStatement[] => [
  new PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects(key)] }),
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': [`${key.slice(0, key.lastIndexOf('/') + 1)}*`] } },
  }),
];
