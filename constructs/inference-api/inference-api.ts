import { Duration, Names } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKeySourceType,
  type DomainName,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  ResponseTransferMode,
  ResponseType,
  RestApi,
  type Stage,
} from 'aws-cdk-lib/aws-apigateway';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';
import { ACCESS_LOG_FORMAT } from './access-log-format.ts';
import { GATEWAY_ERRORS, gatewayErrorBody } from './gateway-responses.ts';
import { type InferenceApiProps, inferenceApiProblems } from './inference-api-props.ts';
import { addReviewRoutes } from './review-routes.ts';
import { addRoutes } from './routes.ts';
import { TenantPlan } from './tenant-plan.ts';
import { DEFAULT_SECURITY_POLICY, defineDomain, setSecurityPolicy } from './tls.ts';

const STAGE = 'live';

/** API Gateway's default quotas of an account in a region. */
const REGION_LIMIT = { requestsPerSecond: 10_000, burst: 5_000 };

/** The OpenAI-compatible REST API of a region: TLS, firewall, authorizer, limits of each tenant, streamed answers, access log. */
export class InferenceApi extends Construct {
  readonly restApi: RestApi;
  readonly stage: Stage;
  /** A line for each request. */
  readonly accessLogs: ILogGroup;
  /** To make an alias record for it. @default - none: no `domainName` was given */
  readonly domain?: DomainName;
  /** Root URL with a slash at its end; OpenAI's clients take `${url}v1` as base URL. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: InferenceApiProps) {
    super(scope, id);
    failOn(this, inferenceApiProblems(props));
    const { requestsPerSecond = 50, burst = 100, securityPolicy = DEFAULT_SECURITY_POLICY } = props;

    this.accessLogs = this.defineLogGroup('AccessLogs', props);
    this.restApi = this.defineApi(props, requestsPerSecond, burst);
    this.stage = this.restApi.deploymentStage;
    setSecurityPolicy(this.restApi, securityPolicy);
    this.defineExecutionLogs(props);
    this.addGatewayResponses();

    const authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorizer,
      // API Gateway requires every source named here, so x-api-key cannot be an alternative: without Authorization it answers 401.
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.seconds(60),
    });
    const integration = new LambdaIntegration(props.router, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: Duration.minutes(15),
      allowTestInvoke: false,
    });
    addRoutes(this.restApi, integration, authorizer);
    if (props.review !== undefined) addReviewRoutes(this.restApi, props.review, authorizer);
    new TenantPlan(this, 'TenantPlan', { stage: this.stage, tenants: props.tenants, requestsPerSecond, burst });

    props.webAcl?.associate(this.stage);
    if (props.domainName !== undefined && props.certificate !== undefined) {
      this.domain = defineDomain(this, this.restApi, props.domainName, props.certificate, securityPolicy);
    }
    this.url = props.domainName === undefined ? this.restApi.url : `https://${props.domainName}/`;
  }

  /** Requests. */
  metricCount(options?: MetricOptions): Metric {
    return this.stage.metricCount(options);
  }

  /** Requests that were answered with a 4xx. */
  metricClientError(options?: MetricOptions): Metric {
    return this.stage.metricClientError(options);
  }

  /** Requests that were answered with a 5xx. */
  metricServerError(options?: MetricOptions): Metric {
    return this.stage.metricServerError(options);
  }

  /** Milliseconds from the request to the last byte of the answer. */
  metricLatency(options?: MetricOptions): Metric {
    return this.stage.metricLatency(options);
  }

  private defineApi(props: InferenceApiProps, requestsPerSecond: number, burst: number): RestApi {
    const tenants = props.tenants.length;
    return new RestApi(this, 'Api', {
      // Metrics are counted under the name, so two APIs of an account must not share it.
      restApiName: Names.uniqueResourceName(this, { maxLength: 128 }),
      description: 'OpenAI-compatible inference API',
      endpointTypes: [EndpointType.REGIONAL],
      disableExecuteApiEndpoint: props.domainName !== undefined,
      apiKeySourceType: ApiKeySourceType.AUTHORIZER,
      cloudWatchRole: props.cloudWatchRole ?? false,
      deployOptions: {
        stageName: STAGE,
        accessLogDestination: new LogGroupLogDestination(this.accessLogs),
        accessLogFormat: AccessLogFormat.custom(ACCESS_LOG_FORMAT),
        loggingLevel: MethodLoggingLevel.ERROR,
        // A data trace would write prompts and answers into the log.
        dataTraceEnabled: false,
        metricsEnabled: true,
        tracingEnabled: true,
        // Counted for each method by itself: all tenants together, and never more than the account may take.
        throttlingRateLimit: Math.min(tenants * requestsPerSecond, REGION_LIMIT.requestsPerSecond),
        throttlingBurstLimit: Math.min(tenants * burst, REGION_LIMIT.burst),
      },
    });
  }

  private defineLogGroup(id: string, props: InferenceApiProps, logGroupName?: string): LogGroup {
    return encryptedLogGroup(this, id, { logGroupName, encryptionKey: props.logsKey, retention: props.logRetention });
  }

  /** Defined before the stage needs it: left to itself, API Gateway makes a group of this name, kept for ever and without our key. */
  private defineExecutionLogs(props: InferenceApiProps): void {
    const group = this.defineLogGroup('ExecutionLogs', props, `API-Gateway-Execution-Logs_${this.restApi.restApiId}/${STAGE}`);
    this.stage.node.addDependency(group);
  }

  private addGatewayResponses(): void {
    for (const error of GATEWAY_ERRORS) {
      const headers = Object.entries(error.headers ?? {}).map(([name, value]) => [name, `'${value}'`]);
      this.restApi.addGatewayResponse(error.responseType, {
        type: ResponseType.of(error.responseType),
        statusCode: error.status?.toString(),
        responseHeaders: Object.fromEntries([['x-request-id', 'context.requestId'], ...headers]),
        templates: { 'application/json': gatewayErrorBody(error) },
      });
    }
  }
}
