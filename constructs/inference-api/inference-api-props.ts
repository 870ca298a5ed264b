import { Token } from 'aws-cdk-lib';
import type { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { usageIdentifierKey } from '../../lambda/authorizer/contract.ts';
import type { IWebAcl } from '../web-acl/web-acl.ts';

export interface InferenceApiProps {
  /** Answers the requests, streaming, e.g. `RouterFunction.function`. */
  readonly router: IFunction;
  /** Says who calls, e.g. `AuthorizerFunction.function`. */
  readonly authorizer: IFunction;
  /** Answers reviewers and serves their page, e.g. `Moderation.function`. @default - none: the API has no such routes */
  readonly review?: IFunction;
  /** Names of the tenants that may call. Callers of any other tenant get 403. */
  readonly tenants: readonly string[];
  /** Steady requests per second of each tenant. @default 50 */
  readonly requestsPerSecond?: number;
  /** Requests that each tenant may send at once before the steady rate binds. @default 100 */
  readonly burst?: number;
  /** Firewall in front of the stage. @default - none: put one in front of the API in some other way */
  readonly webAcl?: IWebAcl;
  /** A name of your own, e.g. `llm.example.com`; the execute-api name then stops answering. Needs `certificate`. @default - the execute-api name */
  readonly domainName?: string;
  /** Certificate of `domainName`, in the same region. @default - none */
  readonly certificate?: ICertificate;
  /** Oldest TLS version and ciphers. @default SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09 (TLS 1.2 and 1.3, forward secrecy, post-quantum key exchange) */
  readonly securityPolicy?: SecurityPolicy;
  /** Encrypts access and execution logs; its key policy must admit CloudWatch Logs. @default - a key of the API's own */
  readonly logsKey?: IKey;
  /** How long log lines are kept. @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
  /**
   * Whether to set the role with which API Gateway writes logs. It is one setting for the whole account and region, without which the
   * stage cannot be created; the last stack to set it wins, and it is kept when the stack goes.
   * @default false
   */
  readonly cloudWatchRole?: boolean;
}

const TENANT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** What the value of an API key may measure, and an API's id does. */
const MAX_KEY_VALUE = 128;
const API_ID = '0123456789';

/** Everything that is wrong with the props, as sentences. */
export function inferenceApiProblems(props: InferenceApiProps): string[] {
  return [
    ...tenantProblems(props.tenants),
    ...numberProblems('requestsPerSecond', props.requestsPerSecond, 10_000),
    ...numberProblems('burst', props.burst, 5_000),
    ...((props.domainName === undefined) === (props.certificate === undefined)
      ? []
      : [
          `domainName is ${JSON.stringify(props.domainName)} and certificate is ${props.certificate === undefined ? 'missing' : 'given'}; ` +
            'give both for a name of your own, or neither',
        ]),
  ];
}

function tenantProblems(tenants: readonly string[]): string[] {
  if (tenants.length === 0) return ['tenants is empty, so nobody could call the API; name at least one tenant'];
  return tenants.flatMap((tenant, index) => {
    // A name makes a construct id, which must not depend on what CloudFormation finds out later.
    if (Token.isUnresolved(tenant)) return [`tenants[${index}] is a CDK token; give the name itself`];
    if (!TENANT.test(tenant) || usageIdentifierKey(API_ID, tenant).length > MAX_KEY_VALUE) {
      return [
        `tenants[${index}] ${JSON.stringify(tenant)} is no tenant name; use letters, digits and . _ -, a letter or digit first, at most 106, of which . _ - and x count three`,
      ];
    }
    return tenants.indexOf(tenant) === index
      ? []
      : [`tenants[${index}] ${JSON.stringify(tenant)} stands there twice; remove one`];
  });
}

function numberProblems(name: string, value: number | undefined, quota: number): string[] {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= quota)) return [];
  return [
    `${name} is ${Token.isUnresolved(value) ? 'a CDK token' : value}; give a whole number from 1 to ${quota}, API Gateway's default quota of a region`,
  ];
}
