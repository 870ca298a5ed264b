import type { Acknowledgement } from './acknowledgements.ts';

/** Who answers for the findings of the platform's own stacks, and until when. */
export const PLATFORM_TEAM = { owner: 'platform team', expires: '2027-11-30' };

/** Policies that AWS maintains for EKS's own software. Written by hand they would need the same wildcards, and go out of date. */
const eksPolicies: readonly Acknowledgement[] = [
  ['AmazonEKSClusterPolicy', 'Role', 'EKS documents this policy for the role of its control plane'],
  ['AmazonEKSWorkerNodeMinimalPolicy', 'NodeRole', 'The least that EKS documents for nodes'],
  ['AmazonEC2ContainerRegistryPullOnly', 'NodeRole', 'Nodes pull the images of EKS from its registry'],
  ['AmazonEKS_CNI_Policy', 'vpc-cni/Role', 'Only the service account of the CNI can take the role'],
  [
    'service-role/AmazonEBSCSIDriverPolicy',
    'aws-ebs-csi-driver/Role',
    'Only the service account of the driver can take the role',
  ],
].map(([policy, role, reason = '']) => ({
  ...PLATFORM_TEAM,
  id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
  path: new RegExp(`-gpu/Cluster/${role}/Resource$`),
  reason,
}));

/** Findings that stay, each with its reason. Everything else is fixed. */
export const register: readonly Acknowledgement[] = [
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-COG4',
    path: /-api\/Api\/Api\/Default\/v1\/.+\/Resource$/,
    reason:
      'Callers are programs with API keys or tokens of any OpenID Connect issuer; a Lambda authorizer checks both, Cognito would check one',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-COG4',
    path: /-api\/Api\/Api\/Default\/healthz\/GET\/Resource$/,
    reason: 'Health checks cannot present a credential; the answer holds nothing but a status',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-APIG4',
    path: /-api\/Api\/Api\/Default\/healthz\/GET\/Resource$/,
    reason: 'Health checks cannot present a credential; the answer holds nothing but a status, behind WAF and throttling',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-COG4',
    path: /-api\/Api\/Api\/Default\/openapi\.json\/GET\/Resource$/,
    reason:
      'Clients and code generators read the description of the API before they have a key; it is the same for everybody and holds nothing of a tenant',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-APIG4',
    path: /-api\/Api\/Api\/Default\/openapi\.json\/GET\/Resource$/,
    reason:
      'Clients and code generators read the description of the API before they have a key; it is the same for everybody and holds nothing of a tenant, behind WAF and throttling',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-api\/(Router|Authorizer|UsageQueue)\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray knows no resources; the network-interface actions of the Lambda service know none before the interfaces exist, and the function code is denied them',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-api\/Budgets\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray and the listing of DynamoDB streams know no resources; the function reads one stream, named in its own statement',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-SQS3',
    path: /-api\/Budgets\/DeadLetters\/Resource$/,
    reason: 'It is itself the dead-letter queue of a stream and a topic, which the rule does not look at',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-moderation\/Moderation\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray knows no resources; the network-interface actions of the Lambda service know none before the interfaces exist, and the function code is denied them',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-SMG4',
    path: /-moderation\/Moderation\/SealingKey\/Resource$/,
    reason:
      'A new key would make every sealed text unreadable and every decision forgotten; its change is a planned act, not a timer',
  },
  ...['COG4', 'APIG4'].map((rule) => ({
    ...PLATFORM_TEAM,
    id: `AwsSolutions::AwsSolutions-${rule}`,
    path: /-api\/Api\/Api\/Default\/review\/(\{file\}\/)?GET\/Resource$/,
    reason:
      'The page’s own files hold no data, and a browser that opens a page cannot present a key; all that the page shows it asks for with the reviewer’s key',
  })),
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    path: /-api\/Api\/Api\/CloudWatchRole\/Resource$/,
    reason: 'The policy that AWS maintains for API Gateway’s own logging role; the role can be assumed by API Gateway alone',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-AEC6',
    path: /-state\/(Counters|Answers)\/Cache$/,
    reason:
      'The rule looks for one password that everybody shares; here a user group lets in one user, by IAM, for a quarter of an hour, with the rights of the router',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-SMG4',
    path: /-global\/ApiKeys\/Pepper\/Resource$/,
    reason: 'A new pepper would turn every API key invalid; rotation is a planned act that re-issues keys, not a timer',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-SMG4',
    path: /-global\/(WatermarkKey|AbuseKey)\/Resource$/,
    reason:
      'Marks in texts that are out are verified with the key that made them; its change, as that of the digests’, is a planned act, not a timer',
  },
  ...eksPolicies,
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-serving\/Controller\/Resource$/,
    reason:
      'EC2 and load balancing know no resources for what is described; what the controller may change is named: the target groups of the models',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-observability\/(Traces|Dashboards\/Role\/DefaultPolicy)\/Resource$/,
    reason:
      'X-Ray, metrics of CloudWatch and the listing of workspaces know no resources; nothing of it reads logs or changes anything',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    path: /-observability\/LogSearch\/Indexer\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray knows no resources; the network-interface actions of the Lambda service know none before the interfaces exist, and the function code is denied them',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::<LogSearchFailures4DCBB8E1.Arn>/*]',
    path: /-observability\/LogSearch\/Indexer\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'Lambda names the object of a batch that failed; the function may put objects into this one bucket, and not read or delete any',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:aps:*:<AWS::AccountId>:workspace/*]',
    path: /-observability\/Dashboards\/Role\/DefaultPolicy\/Resource$/,
    reason: 'Only workspaces with the tag of the platform: those of other regions are made later, and AWS chooses their ids',
  },
  {
    ...PLATFORM_TEAM,
    id: 'CloudFormation-Validate::W3010',
    path: /-network\/Network\/Vpc\/(private|public)Subnet\d\/Subnet$/,
    reason:
      'Zones are written out so that synthesis asks no account and gives the same bytes everywhere; subnets never move to another zone',
  },
];
