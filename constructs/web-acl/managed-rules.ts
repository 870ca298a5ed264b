import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/** A rule group that AWS maintains, and what becomes of each of its rules. WAF ignores a misspelt rule name without a word. */
export interface ManagedRuleGroup {
  readonly name: string;
  /** Answered with our 403. A rule that AWS adds later keeps its own action until it is listed. */
  readonly block: readonly string[];
  /** Labelled, logged and let through. */
  readonly count: readonly string[];
}

/**
 * A prompt is free text. It holds source code, HTML, shell commands and SQL, and it is data to everything behind the API: no part of it becomes
 * a path, a query, a page or a request. Rules that read the body therefore count, and rules that read the rest of the request block.
 */
export const MANAGED_RULE_GROUPS: readonly ManagedRuleGroup[] = [
  {
    name: 'AWSManagedRulesAmazonIpReputationList',
    block: ['AWSManagedIPReputationList', 'AWSManagedReconnaissanceList'],
    // AWS's own action: these addresses are often people's machines, or proxies that share an address with customers.
    count: ['AWSManagedIPDDoSList'],
  },
  {
    name: 'AWSManagedRulesAnonymousIpList',
    block: [],
    // Clients of an LLM API are servers: most of them stand in a hosting provider's network, many behind a VPN.
    count: ['AnonymousIPList', 'HostingProviderIPList'],
  },
  {
    name: 'AWSManagedRulesCommonRuleSet',
    block: [
      'NoUserAgent_HEADER',
      'UserAgent_BadBots_HEADER',
      'SizeRestrictions_QUERYSTRING',
      'SizeRestrictions_Cookie_HEADER',
      'SizeRestrictions_URIPATH',
      'EC2MetaDataSSRF_COOKIE',
      'EC2MetaDataSSRF_URIPATH',
      'EC2MetaDataSSRF_QUERYARGUMENTS',
      'GenericLFI_QUERYARGUMENTS',
      'GenericLFI_URIPATH',
      'RestrictedExtensions_URIPATH',
      'RestrictedExtensions_QUERYARGUMENTS',
      'GenericRFI_QUERYARGUMENTS',
      'GenericRFI_URIPATH',
      'CrossSiteScripting_COOKIE',
      'CrossSiteScripting_QUERYARGUMENTS',
      'CrossSiteScripting_URIPATH',
    ],
    count: [
      'SizeRestrictions_BODY', // matches above 8 KB: a prompt with a document or an image
      'EC2MetaDataSSRF_BODY', // matches 169.254.169.254: a question about EC2
      'GenericLFI_BODY', // matches ../..: a relative import or a stack trace
      'GenericRFI_BODY', // matches URLs with an IP address: a log excerpt, or an image to look at
      'CrossSiteScripting_BODY', // matches script tags and handlers: any question about a web page
    ],
  },
  {
    name: 'AWSManagedRulesKnownBadInputsRuleSet',
    block: [
      'JavaDeserializationRCE_HEADER',
      'JavaDeserializationRCE_URIPATH',
      'JavaDeserializationRCE_QUERYSTRING',
      'Host_localhost_HEADER',
      'PROPFIND_METHOD',
      'ExploitablePaths_URIPATH',
      'Log4JRCE_HEADER',
      'Log4JRCE_QUERYSTRING',
      'Log4JRCE_URIPATH',
    ],
    // Exploit strings, and so what security teams ask about. Neither Java nor React reads the body here, and no log holds it.
    count: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  },
];

/** @param block the action for rules that block */
export function actionOverrides(
  group: ManagedRuleGroup,
  block: CfnWebACL.RuleActionProperty,
): CfnWebACL.RuleActionOverrideProperty[] {
  return [
    ...group.block.map((name) => ({ name, actionToUse: block })),
    ...group.count.map((name) => ({ name, actionToUse: { count: {} } })),
  ];
}
