import { Stack } from 'aws-cdk-lib';
import { CfnWorkspace } from 'aws-cdk-lib/aws-grafana';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { failOn } from '../internal/fail-on.ts';
import { GrafanaSignIn } from './grafana-sign-in.ts';

export interface DashboardsWorkspaceProps {
  /** Unique in account and region. */
  readonly workspaceName: string;
  /** ARNs of workspaces of Prometheus that it may ask, in any region. @default - none by ARN */
  readonly metricsWorkspaceArns?: readonly string[];
  /** It may ask the account's workspaces of Prometheus with this tag too, in any region. @default - none by tag */
  readonly metricsWorkspaceTag?: WorkspaceTag;
  /** @default GrafanaSignIn.identityCenter() */
  readonly signIn?: GrafanaSignIn;
  /** From where people reach it: ids of prefix lists and of VPC endpoints. @default - from anywhere, by their sign-in */
  readonly reachableFrom?: GrafanaAccess;
}

/** A tag that workspaces have which need not exist yet. */
export interface WorkspaceTag {
  readonly key: string;
  readonly value: string;
}

/** The only places from which Grafana answers. */
export interface GrafanaAccess {
  /** @default - none */
  readonly prefixListIds?: readonly string[];
  /** @default - none */
  readonly vpcEndpointIds?: readonly string[];
}

const VERSION = '10.4';

const ASK_PROMETHEUS = ['aps:QueryMetrics', 'aps:GetLabels', 'aps:GetSeries', 'aps:GetMetricMetadata', 'aps:DescribeWorkspace'];
const ASK_CLOUDWATCH = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:DescribeAlarmsForMetric',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
];

/** A workspace of Amazon Managed Grafana: people sign in by name, plugins are AWS's own, and it reads metrics of AWS and nothing else. */
export class DashboardsWorkspace extends Construct {
  /** Without `https://`. */
  readonly endpoint: string;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: DashboardsWorkspaceProps) {
    super(scope, id);
    failOn(this, dashboardsProblems(props));
    const { workspaceName, signIn = GrafanaSignIn.identityCenter(), reachableFrom } = props;
    const { account, partition } = Stack.of(this);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('grafana.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          StringLike: { 'aws:SourceArn': `arn:${partition}:grafana:${Stack.of(this).region}:${account}:/workspaces/*` },
        },
      }),
    });
    for (const statement of readMetrics(Stack.of(this), props)) this.role.addToPolicy(statement);
    const workspace = new CfnWorkspace(this, 'Resource', {
      name: workspaceName,
      accountAccessType: 'CURRENT_ACCOUNT',
      permissionType: 'CUSTOMER_MANAGED',
      roleArn: this.role.roleArn,
      authenticationProviders: [signIn.provider],
      samlConfiguration: signIn.saml,
      dataSources: ['PROMETHEUS', 'CLOUDWATCH'],
      grafanaVersion: VERSION,
      pluginAdminEnabled: false,
      ...(reachableFrom && {
        networkAccessControl: {
          prefixListIds: [...(reachableFrom.prefixListIds ?? [])],
          vpceIds: [...(reachableFrom.vpcEndpointIds ?? [])],
        },
      }),
    });
    workspace.node.addDependency(this.role);
    this.endpoint = workspace.attrEndpoint;
  }
}

function readMetrics({ partition, account }: Stack, props: DashboardsWorkspaceProps): PolicyStatement[] {
  const { metricsWorkspaceArns: arns = [], metricsWorkspaceTag: tag } = props;
  return [
    ...(arns.length > 0 ? [new PolicyStatement({ actions: ASK_PROMETHEUS, resources: [...arns] })] : []),
    ...(tag
      ? [
          new PolicyStatement({
            actions: ASK_PROMETHEUS,
            resources: [`arn:${partition}:aps:*:${account}:workspace/*`],
            conditions: { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } },
          }),
        ]
      : []),
    new PolicyStatement({ actions: ['aps:ListWorkspaces', ...ASK_CLOUDWATCH], resources: ['*'] }),
  ];
}

function dashboardsProblems({ workspaceName, reachableFrom }: DashboardsWorkspaceProps): string[] {
  const { prefixListIds = [], vpcEndpointIds = [] } = reachableFrom ?? {};
  const malformed = [
    ...prefixListIds.filter((id) => !/^pl-[0-9a-f]+$/.test(id)),
    ...vpcEndpointIds.filter((id) => !/^vpce-[0-9a-f]+$/.test(id)),
  ];
  return [
    ...(/^[A-Za-z0-9._~-]{1,255}$/.test(workspaceName)
      ? []
      : [`workspaceName is ${JSON.stringify(workspaceName)}; use letters, digits and -._~`]),
    ...malformed.map((id) => `reachableFrom has ${JSON.stringify(id)}; give ids such as pl-0a1b2c3d and vpce-0a1b2c3d`),
    ...(reachableFrom && prefixListIds.length + vpcEndpointIds.length === 0
      ? ['reachableFrom names no place, so nobody could reach Grafana; name one, or leave it out']
      : []),
  ];
}
