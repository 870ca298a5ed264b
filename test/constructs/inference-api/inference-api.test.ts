import { Match } from 'aws-cdk-lib/assertions';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ACCESS_LOG_FORMAT } from '../../../constructs/inference-api/access-log-format.ts';
import { GATEWAY_ERRORS, gatewayErrorBody } from '../../../constructs/inference-api/gateway-responses.ts';
import type { InferenceApiProps } from '../../../constructs/inference-api/inference-api-props.ts';
import { ROUTES } from '../../../lambda/router/contract/http.ts';
import { nagFindings, wildcardPolicies } from '../../support/findings.ts';
import { defineInferenceApi, LIVE_AUTHORIZER, ownName, webAcl } from '../../support/inference-api.ts';

test('the authorizer sees the request, and its answer for one Authorization header is kept for a minute', () => {
  defineInferenceApi().template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    Type: 'REQUEST',
    IdentitySource: 'method.request.header.Authorization',
    AuthorizerResultTtlInSeconds: 60,
    AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${LIVE_AUTHORIZER}/invocations`,
  });
});

test('the API is regional, and nothing stands in the way of a stream: no cache, no compression', () => {
  const { template } = defineInferenceApi();
  template.hasResourceProperties('AWS::ApiGateway::RestApi', {
    EndpointConfiguration: { Types: ['REGIONAL'] },
    MinimumCompressionSize: Match.absent(),
  });
  template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'live', CacheClusterEnabled: Match.absent() });
});

test('the stage is limited, traced and measured, and logs errors without bodies', () => {
  defineInferenceApi().template.hasResourceProperties('AWS::ApiGateway::Stage', {
    TracingEnabled: true,
    MethodSettings: [
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
        MetricsEnabled: true,
        ThrottlingRateLimit: 100,
        ThrottlingBurstLimit: 200,
      },
    ],
  });
});

test('its limit is that of all tenants together, and at most what the account may take', () => {
  const tenants = Array.from({ length: 100 }, (_, i) => `tenant-${i}`);
  defineInferenceApi(() => ({ tenants, requestsPerSecond: 500 })).template.hasResourceProperties('AWS::ApiGateway::Stage', {
    MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 })],
  });
});

test('access and execution logs are encrypted with one key and kept for a year', () => {
  const { template } = defineInferenceApi();
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.resourceCountIs('AWS::Logs::LogGroup', 2);
  template.allResourcesProperties('AWS::Logs::LogGroup', {
    KmsKeyId: { 'Fn::GetAtt': Match.anyValue() },
    RetentionInDays: 365,
  });
  template.hasResourceProperties('AWS::ApiGateway::Stage', { AccessLogSetting: Match.objectLike({ Format: ACCESS_LOG_FORMAT }) });
});

test("the caller's key and retention are used for both logs", () => {
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/logs';
  const { template } = defineInferenceApi((stack) => ({
    logsKey: Key.fromKeyArn(stack, 'Logs', keyArn),
    logRetention: RetentionDays.ONE_MONTH,
  }));
  template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: keyArn, RetentionInDays: 30 });
});

test('the group of execution logs exists before the stage that would make an unencrypted one', () => {
  const { template } = defineInferenceApi();
  const [group] = Object.keys(
    template.findResources('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: Match.anyValue() }, '/live']] } },
    }),
  );
  template.hasResource('AWS::ApiGateway::Stage', { DependsOn: [group] });
});

test('the role of the account is left alone unless asked for, and then made first and kept', () => {
  defineInferenceApi().template.resourceCountIs('AWS::ApiGateway::Account', 0);
  const { template } = defineInferenceApi(() => ({ cloudWatchRole: true }));
  template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  const [account] = Object.keys(template.findResources('AWS::ApiGateway::Account'));
  template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([account]) });
});

test('a web ACL is put in front of the stage', () => {
  defineInferenceApi().template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  const { template } = defineInferenceApi((stack) => ({ webAcl: webAcl(stack) }));
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    WebACLArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acl/1',
  });
});

test("API Gateway's own answers are in OpenAI's shape and carry the request id", () => {
  const { template } = defineInferenceApi();
  template.resourceCountIs('AWS::ApiGateway::GatewayResponse', GATEWAY_ERRORS.length);
  for (const error of GATEWAY_ERRORS) {
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: error.responseType,
      StatusCode: error.status?.toString() ?? Match.absent(),
      ResponseParameters: {
        'gatewayresponse.header.x-request-id': 'context.requestId',
        ...(error.responseType === 'THROTTLED' && { 'gatewayresponse.header.retry-after': "'1'" }),
      },
      ResponseTemplates: { 'application/json': gatewayErrorBody(error) },
    });
  }
});

test('a change of the API makes a new deployment', () => {
  const deployment = (props: Partial<InferenceApiProps>) =>
    Object.keys(defineInferenceApi(() => props).template.findResources('AWS::ApiGateway::Deployment'));
  expect(deployment({})).toEqual(deployment({}));
  expect(deployment({})).not.toEqual(deployment({ securityPolicy: SecurityPolicy.TLS13_1_3_2025_09 }));
});

test('metrics are those of the stage', () => {
  const { api } = defineInferenceApi();
  const metrics = [api.metricCount(), api.metricClientError(), api.metricServerError(), api.metricLatency()];
  expect(metrics.map(({ metricName }) => metricName)).toEqual(['Count', '4XXError', '5XXError', 'Latency']);
  for (const { dimensions } of metrics) expect(Object.keys(dimensions ?? {}).sort()).toEqual(['ApiName', 'Stage']);
});

test('no role of the API has rights over every resource', () => {
  expect(wildcardPolicies(defineInferenceApi(() => ({ cloudWatchRole: true })).template)).toEqual([]);
});

test('cdk-nag finds only that callers are not users of a Cognito pool, and the open health check and the description', () => {
  const { stack } = defineInferenceApi((scope) => ({ webAcl: webAcl(scope), ...ownName(scope) }));
  const paths = ROUTES.map(({ method, path }) => `test-eu-west-1/Api/Api/Default${path}/${method}/Resource`);
  expect(nagFindings(stack)).toEqual(
    [
      'AwsSolutions-APIG4 test-eu-west-1/Api/Api/Default/healthz/GET/Resource',
      'AwsSolutions-APIG4 test-eu-west-1/Api/Api/Default/openapi.json/GET/Resource',
      ...paths.map((path) => `AwsSolutions-COG4 ${path}`),
    ].sort(),
  );
});

test('cdk-nag also finds a missing web ACL, and the AWS managed policy of the account role', () => {
  const findings = nagFindings(defineInferenceApi(() => ({ cloudWatchRole: true })).stack);
  expect(findings.filter((finding) => !/-(COG4|APIG4) /.test(finding))).toEqual([
    'AwsSolutions-APIG3 test-eu-west-1/Api/Api/DeploymentStage.live/Resource',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs] test-eu-west-1/Api/Api/CloudWatchRole/Resource',
  ]);
});
