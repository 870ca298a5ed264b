import { Match } from 'aws-cdk-lib/assertions';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { defineInferenceApi, ownName } from '../../support/inference-api.ts';

test('the execute-api name accepts TLS 1.2 and 1.3 with forward secrecy, and only requests whose names agree', () => {
  defineInferenceApi().template.hasResourceProperties('AWS::ApiGateway::RestApi', {
    SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    EndpointAccessMode: 'STRICT',
  });
});

test('another policy can be chosen; the older ones know no access mode', () => {
  defineInferenceApi(() => ({ securityPolicy: SecurityPolicy.TLS13_1_3_2025_09 })).template.hasResourceProperties(
    'AWS::ApiGateway::RestApi',
    { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' },
  );
  defineInferenceApi(() => ({ securityPolicy: SecurityPolicy.TLS_1_2 })).template.hasResourceProperties(
    'AWS::ApiGateway::RestApi',
    {
      SecurityPolicy: 'TLS_1_2',
      EndpointAccessMode: Match.absent(),
    },
  );
});

test('without a name of its own its URL is that of execute-api', () => {
  const { stack, api, template } = defineInferenceApi();
  expect(api.domain).toBeUndefined();
  expect(JSON.stringify(stack.resolve(api.url))).toContain('.execute-api.eu-west-1.');
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: false });
  template.resourceCountIs('AWS::ApiGateway::DomainName', 0);
});

test('with a name of its own the execute-api name is shut and the policy is the same', () => {
  const { api, template } = defineInferenceApi(ownName);
  expect(api.url).toBe('https://llm.example.com/');
  expect(api.domain).toBeDefined();
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
  template.hasResourceProperties('AWS::ApiGateway::DomainName', {
    DomainName: 'llm.example.com',
    RegionalCertificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
    SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
    EndpointAccessMode: 'STRICT',
    EndpointConfiguration: { Types: ['REGIONAL'] },
  });
  template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { Stage: { Ref: Match.stringLikeRegexp('Stagelive') } });
});
