import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { InferenceApi } from '../../constructs/inference-api/inference-api.ts';
import type { InferenceApiProps } from '../../constructs/inference-api/inference-api-props.ts';
import { type IWebAcl, WebAcl } from '../../constructs/web-acl/web-acl.ts';
import { templateOf, testStack } from './synth.ts';

export const LIVE_ROUTER = 'arn:aws:lambda:eu-west-1:123456789012:function:router:live';
export const LIVE_AUTHORIZER = 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer:live';

/** An inference API for two tenants before functions that exist, with what a test wants different. */
export function defineInferenceApi(overrides: (stack: Stack) => Partial<InferenceApiProps> = () => ({})) {
  const stack = testStack('eu-west-1');
  const functionOf = (id: string, functionArn: string): IFunction =>
    LambdaFunction.fromFunctionAttributes(stack, id, { functionArn, sameEnvironment: true });
  const api = new InferenceApi(stack, 'Api', {
    router: functionOf('Router', LIVE_ROUTER),
    authorizer: functionOf('Authorizer', LIVE_AUTHORIZER),
    tenants: ['research', 'sales'],
    ...overrides(stack),
  });
  return { stack, api, template: templateOf(stack) };
}

export const webAcl = (stack: Stack): IWebAcl =>
  WebAcl.fromWebAclArn(stack, 'WebAcl', 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acl/1');

export const ownName = (stack: Stack): Partial<InferenceApiProps> => ({
  domainName: 'llm.example.com',
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/1'),
});

/** Properties of every API method of a template, by `VERB path`. */
export function methodsOf(template: Template): Record<string, Record<string, unknown>> {
  const resources = template.findResources('AWS::ApiGateway::Resource');
  const pathOf = (id: unknown): string => {
    const resource = resources[(id as { Ref?: string }).Ref ?? ''];
    return resource === undefined ? '' : `${pathOf(resource.Properties.ParentId)}/${resource.Properties.PathPart}`;
  };
  return Object.fromEntries(
    Object.values(template.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => [
      `${Properties.HttpMethod} ${pathOf(Properties.ResourceId)}`,
      Properties,
    ]),
  );
}
