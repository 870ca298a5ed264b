import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { actionOverrides, MANAGED_RULE_GROUPS, type ManagedRuleGroup } from './managed-rules.ts';

/** Headers that carry credentials. Their values must reach neither logs nor samples. */
export const SECRET_HEADERS = ['authorization', 'x-api-key', 'cookie'] as const;

/** The two refusals, in the shape that OpenAI's clients read. */
export const RESPONSE_BODIES: Record<string, CfnWebACL.CustomResponseBodyProperty> = {
  blocked: errorBody('This request was blocked by the firewall in front of the API.', 'permission_error', 'request_blocked'),
  throttled: errorBody(
    'Too many requests from this address or with this key. Try again later.',
    'rate_limit_error',
    'rate_limit_exceeded',
  ),
};

const BLOCK: CfnWebACL.RuleActionProperty = {
  block: { customResponse: { responseCode: 403, customResponseBodyKey: 'blocked' } },
};

const THROTTLE: CfnWebACL.RuleActionProperty = {
  block: {
    customResponse: {
      responseCode: 429,
      customResponseBodyKey: 'throttled',
      responseHeaders: [{ name: 'retry-after', value: '30' }],
    },
  },
};

/** Every rule, cheapest first: who calls too often is not worth reading. */
export function webAclRules(requestsPerAddress: number, requestsPerCredential: number): CfnWebACL.RuleProperty[] {
  const rules = [
    rateRule('RequestsPerAddress', { aggregateKeyType: 'IP', limit: requestsPerAddress }),
    // A leaked key is used from many addresses at once. A request without the header is not counted here, and gets a 401 behind the ACL.
    rateRule('RequestsPerCredential', {
      aggregateKeyType: 'CUSTOM_KEYS',
      customKeys: [{ header: { name: 'authorization', textTransformations: [{ priority: 0, type: 'NONE' }] } }],
      limit: requestsPerCredential,
    }),
    ...MANAGED_RULE_GROUPS.map(managedRule),
  ];
  return rules.map((rule, priority) => ({ ...rule, priority }));
}

type Unordered = Omit<CfnWebACL.RuleProperty, 'priority'>;

function rateRule(name: string, rate: Omit<CfnWebACL.RateBasedStatementProperty, 'evaluationWindowSec'>): Unordered {
  const statement = { rateBasedStatement: { ...rate, evaluationWindowSec: 300 } };
  return { name, statement, action: THROTTLE, visibilityConfig: visibility(name) };
}

function managedRule(group: ManagedRuleGroup): Unordered {
  const statement = {
    managedRuleGroupStatement: { vendorName: 'AWS', name: group.name, ruleActionOverrides: actionOverrides(group, BLOCK) },
  };
  return { name: group.name, statement, overrideAction: { none: {} }, visibilityConfig: visibility(group.name) };
}

/** Metrics yes, samples no: a sample holds every header of a request, and the log has the same facts under our key. */
export function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/**
 * Redaction in the logging configuration covers the header list of a log record only. The details of a rate-based rule name the key that was
 * counted, here the credential itself, and the details of a script match quote the prompt. Both are replaced at the source.
 */
export function dataProtection(): CfnWebACL.DataProtectionConfigProperty {
  const headers = { fieldType: 'SINGLE_HEADER', fieldKeys: [...SECRET_HEADERS] };
  return {
    dataProtections: [headers, { fieldType: 'BODY' }].map((field) => ({ action: 'SUBSTITUTION', field, ...NOTHING_EXCLUDED })),
  };
}

const NOTHING_EXCLUDED = { excludeRateBasedDetails: false, excludeRuleMatchDetails: false };

function errorBody(message: string, type: string, code: string): CfnWebACL.CustomResponseBodyProperty {
  return { contentType: 'APPLICATION_JSON', content: JSON.stringify({ error: { message, type, param: null, code } }) };
}
