import { Match } from 'aws-cdk-lib/assertions';
import { usageIdentifierKey } from '../../../lambda/authorizer/contract.ts';
import { defineInferenceApi } from '../../support/inference-api.ts';

test('each tenant has a usage-plan key whose value is the identifier that the authorizer gives', () => {
  const { template } = defineInferenceApi();
  const values = Object.values(template.findResources('AWS::ApiGateway::ApiKey')).map(({ Properties }) => Properties.Value);
  const api = Object.keys(template.findResources('AWS::ApiGateway::RestApi'))[0];
  const inTemplate = (tenant: string) => {
    const [before, after] = usageIdentifierKey('|', tenant).split('|');
    return { 'Fn::Join': ['', [before, { Ref: api }, after]] };
  };
  expect(values).toEqual([inTemplate('research'), inTemplate('sales')]);
  template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 2);
});

test('the value opens nothing: the API takes its keys from the authorizer, never from a header', () => {
  defineInferenceApi().template.hasResourceProperties('AWS::ApiGateway::RestApi', { ApiKeySourceType: 'AUTHORIZER' });
});

test('one plan on the stage limits each tenant', () => {
  const { template } = defineInferenceApi(() => ({ requestsPerSecond: 7, burst: 9 }));
  template.resourceCountIs('AWS::ApiGateway::UsagePlan', 1);
  template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
    Throttle: { RateLimit: 7, BurstLimit: 9 },
    ApiStages: [
      Match.objectLike({
        ApiId: { Ref: Match.stringLikeRegexp('^Api') },
        Stage: { Ref: Match.stringLikeRegexp('^Api.*Stagelive') },
      }),
    ],
  });
});

test('a tenant gets 50 requests a second and 100 at once unless told otherwise', () => {
  defineInferenceApi().template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
    Throttle: { RateLimit: 50, BurstLimit: 100 },
  });
});

test('a further tenant leaves the resources of the others as they are', () => {
  const ids = (tenants: string[]) =>
    Object.keys(defineInferenceApi(() => ({ tenants })).template.findResources('AWS::ApiGateway::ApiKey'));
  expect(ids(['hr', 'research', 'sales'])).toEqual(expect.arrayContaining(ids(['research', 'sales'])));
});
