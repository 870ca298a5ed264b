import { ArnFormat, Names, Stack, Token } from 'aws-cdk-lib';
import type { IStage } from 'aws-cdk-lib/aws-apigateway';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct, type IConstruct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';
import { dataProtection, RESPONSE_BODIES, SECRET_HEADERS, visibility, webAclRules } from './rules.ts';

/** What a web ACL can stand in front of. */
export class WebAclScope {
  /** API Gateway stages and load balancers of the stack's region. */
  static readonly REGIONAL = new WebAclScope('REGIONAL');
  /** CloudFront distributions; the stack must be in us-east-1. */
  static readonly CLOUDFRONT = new WebAclScope('CLOUDFRONT');

  /** As CloudFormation spells it. */
  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }
}

/** A web ACL of ours or of others. */
export interface IWebAcl extends IConstruct {
  readonly webAclArn: string;
  /** Puts the ACL in front of an API stage of the same region. */
  associate(stage: IStage): void;
}

export interface WebAclProps {
  /** @default WebAclScope.REGIONAL */
  readonly scope?: WebAclScope;
  /** Requests in five minutes from one address before it gets 429; 10 or more. @default 2000 */
  readonly requestsPerAddress?: number;
  /** Requests in five minutes with one `authorization` header before it gets 429; 10 or more. @default 15000, i.e. 50 a second */
  readonly requestsPerCredential?: number;
  /** Encrypts the ACL's log; its policy must let CloudWatch Logs use it. @default - a key of the ACL's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}

abstract class WebAclBase extends Construct implements IWebAcl {
  abstract readonly webAclArn: string;

  associate(stage: IStage): void {
    if (!Token.isUnresolved(this.webAclArn) && this.webAclArn.includes(':global/')) failOn(this, [CLOUDFRONT_ONLY]);
    const stack = Stack.of(stage);
    // Beside the stage, so that its stack depends on the ACL's and never the other way round.
    new CfnWebACLAssociation(stage, 'WebAclAssociation', {
      webAclArn: this.webAclArn,
      resourceArn: stack.formatArn({
        service: 'apigateway',
        account: '',
        resource: '/restapis',
        resourceName: `${stage.restApi.restApiId}/stages/${stage.stageName}`,
      }),
    });
  }
}

const CLOUDFRONT_ONLY =
  'an ACL of scope CLOUDFRONT cannot guard an API stage; give its webAclArn to a distribution as webAclId, or use WebAclScope.REGIONAL';

class ImportedWebAcl extends WebAclBase {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, webAclArn: string) {
    super(scope, id);
    this.webAclArn = webAclArn;
  }
}

/** A firewall in front of an LLM API: who calls too often or is known to be bad is refused in OpenAI's error shape, and prompts are let through. */
export class WebAcl extends WebAclBase {
  static fromWebAclArn(scope: Construct, id: string, webAclArn: string): IWebAcl {
    return new ImportedWebAcl(scope, id, webAclArn);
  }

  readonly webAclArn: string;
  /** What it decided about each request, without its body. */
  readonly logGroup: ILogGroup;
  private readonly scope: WebAclScope;
  private readonly metricName: string;

  constructor(scope: Construct, id: string, props: WebAclProps = {}) {
    super(scope, id);
    failOn(this, problems(this, props));
    this.scope = props.scope ?? WebAclScope.REGIONAL;
    this.metricName = Names.uniqueResourceName(this, { maxLength: 100 });
    const acl = new CfnWebACL(this, 'Resource', {
      scope: this.scope.name,
      description: 'In front of an LLM API',
      defaultAction: { allow: {} },
      rules: webAclRules(props.requestsPerAddress ?? 2000, props.requestsPerCredential ?? 15_000),
      customResponseBodies: RESPONSE_BODIES,
      visibilityConfig: visibility(this.metricName),
      dataProtectionConfig: dataProtection(),
    });
    this.webAclArn = acl.attrArn;
    this.logGroup = this.log(acl, props);
  }

  override associate(stage: IStage): void {
    if (this.scope === WebAclScope.CLOUDFRONT) failOn(this, [CLOUDFRONT_ONLY]);
    super.associate(stage);
  }

  /** Requests answered with 403 or 429: `BlockedRequests` over all rules, summed. */
  metricBlockedRequests(options?: MetricOptions): Metric {
    return this.metric('BlockedRequests', options);
  }

  /** Requests that a counting rule matched: `CountedRequests` over all rules, summed. */
  metricCountedRequests(options?: MetricOptions): Metric {
    return this.metric('CountedRequests', options);
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    const acl = { WebACL: this.metricName, Rule: 'ALL' };
    const dimensionsMap = this.scope === WebAclScope.REGIONAL ? { ...acl, Region: Stack.of(this).region } : acl;
    return new Metric({ namespace: 'AWS/WAFV2', metricName, dimensionsMap, statistic: Stats.SUM, ...options });
  }

  /** WAF delivers only to log groups whose name starts with `aws-waf-logs-`. Bodies are never logged. */
  private log(acl: CfnWebACL, props: WebAclProps): ILogGroup {
    const name = Names.uniqueResourceName(this, { maxLength: 200, separator: '-' });
    const logGroup = encryptedLogGroup(this, 'Logs', {
      logGroupName: `aws-waf-logs-${name}`,
      encryptionKey: props.logsKey,
      retention: props.logRetention,
    });
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      // Not logGroup.logGroupArn, whose `:*` at the end WAF does not take.
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
      redactedFields: SECRET_HEADERS.map((header) => ({ singleHeader: { Name: header } })),
    });
    return logGroup;
  }
}

function problems(construct: Construct, props: WebAclProps): string[] {
  const found: string[] = [];
  for (const name of ['requestsPerAddress', 'requestsPerCredential'] as const) {
    const limit = props[name];
    if (
      limit !== undefined &&
      !Token.isUnresolved(limit) &&
      !(Number.isInteger(limit) && limit >= 10 && limit <= 2_000_000_000)
    ) {
      found.push(`${name} is ${limit}; WAF takes a whole number from 10 to 2000000000`);
    }
  }
  const { region } = Stack.of(construct);
  if (props.scope === WebAclScope.CLOUDFRONT && !Token.isUnresolved(region) && region !== 'us-east-1') {
    found.push(`scope is CLOUDFRONT, but the stack is in ${region}; CloudFront takes web ACLs of us-east-1 only`);
  }
  return found;
}
