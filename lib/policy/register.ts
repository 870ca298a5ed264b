import type { Acknowledgement } from './acknowledgements.ts';

/** Who answers for the findings of the platform's own stacks, and until when. */
export const PLATFORM_TEAM = { owner: 'platform team', expires: '2027-11-30' };

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
    path: /-api\/(Router|Authorizer)\/Role\/DefaultPolicy\/Resource$/,
    reason:
      'X-Ray knows no resources; the network-interface actions of the Lambda service know none before the interfaces exist, and the function code is denied them',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    path: /-api\/Api\/Api\/CloudWatchRole\/Resource$/,
    reason: 'The policy that AWS maintains for API Gateway’s own logging role; the role can be assumed by API Gateway alone',
  },
  {
    ...PLATFORM_TEAM,
    id: 'AwsSolutions::AwsSolutions-SMG4',
    path: /-global\/ApiKeys\/Pepper\/Resource$/,
    reason: 'A new pepper would turn every API key invalid; rotation is a planned act that re-issues keys, not a timer',
  },
  {
    ...PLATFORM_TEAM,
    id: 'CloudFormation-Validate::W3010',
    path: /-network\/Network\/Vpc\/(private|public)Subnet\d\/Subnet$/,
    reason:
      'Zones are written out so that synthesis asks no account and gives the same bytes everywhere; subnets never move to another zone',
  },
];
