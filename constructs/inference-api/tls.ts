import {
  type CfnRestApi,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  type RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';

/** TLS 1.2 for the clients of today, forward secrecy for all, and post-quantum key exchange for those that offer it. */
export const DEFAULT_SECURITY_POLICY = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;

/** STRICT, so that a request whose TLS name and Host header differ is refused; the older policies know no access mode. */
function accessMode(policy: SecurityPolicy): EndpointAccessMode | undefined {
  return policy.startsWith('SecurityPolicy_') ? EndpointAccessMode.STRICT : undefined;
}

/** Sets the policy of the execute-api name, which would otherwise accept TLS 1.0. The L2 has no such property. */
export function setSecurityPolicy(api: RestApi, policy: SecurityPolicy): void {
  const resource = api.node.defaultChild as CfnRestApi;
  resource.securityPolicy = policy;
  resource.endpointAccessMode = accessMode(policy);
}

/** Maps a name of one's own to the stage, with the same policy as the API. */
export function defineDomain(
  scope: Construct,
  api: RestApi,
  domainName: string,
  certificate: ICertificate,
  policy: SecurityPolicy,
): DomainName {
  return new DomainName(scope, 'Domain', {
    domainName,
    certificate,
    endpointType: EndpointType.REGIONAL,
    securityPolicy: policy,
    endpointAccessMode: accessMode(policy),
    mapping: api,
  });
}
