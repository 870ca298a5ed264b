import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { singleRegion } from '../../../lib/config/presets/single-region.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { ROUTER_FACTS } from '../../../lib/pricing/router-facts.ts';

let api: Template;

beforeAll(() => {
  const app = createApp();
  createPlatform(app, platform(singleRegion));
  api = Template.fromStack(app.node.findAll().find((node) => node instanceof Stack && node.stackName.endsWith('-api')) as Stack);
});

test('the functions have the memory and the architecture that the cost is computed with', () => {
  const { router, authorizer } = ROUTER_FACTS;
  for (const { memoryGB } of [router, authorizer]) {
    api.hasResourceProperties('AWS::Lambda::Function', { MemorySize: memoryGB * 1024, Architectures: ['arm64'] });
  }
});

test('API Gateway remembers authorizations for as long as the cost is computed with', () => {
  api.hasResourceProperties('AWS::ApiGateway::Authorizer', {
    AuthorizerResultTtlInSeconds: ROUTER_FACTS.authorizer.cacheSeconds,
  });
});

test('the firewall has as many rules as the cost is computed with', () => {
  const [acl] = Object.values(api.findResources('AWS::WAFv2::WebACL'));
  expect(acl?.Properties.Rules).toHaveLength(ROUTER_FACTS.webAclRules);
});
