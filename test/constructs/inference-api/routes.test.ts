import { Match } from 'aws-cdk-lib/assertions';
import { ROUTES } from '../../../lambda/router/contract/http.ts';
import { defineInferenceApi, LIVE_ROUTER, methodsOf } from '../../support/inference-api.ts';

const { template } = defineInferenceApi();
const methods = methodsOf(template);

test('every operation of the router is a method of its own, and there is no other', () => {
  expect(Object.keys(methods).sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

test.each(Object.entries(methods))('%s streams from the alias for up to 15 minutes', (_, { Integration }) => {
  expect(Integration).toEqual({
    Type: 'AWS_PROXY',
    IntegrationHttpMethod: 'POST',
    ResponseTransferMode: 'STREAM',
    TimeoutInMillis: 900_000,
    Uri: `arn:aws:apigateway:eu-west-1:lambda:path/2021-11-15/functions/${LIVE_ROUTER}/response-streaming-invocations`,
  });
});

const OPEN = ['GET /healthz', 'GET /openapi.json'];

test("the health check and the API's description alone are open", () => {
  const open = Object.entries(methods).filter(([, { AuthorizationType }]) => AuthorizationType !== 'CUSTOM');
  expect(open.map(([name]) => name).sort()).toEqual(OPEN);
  for (const [, { AuthorizationType }] of open) expect(AuthorizationType).toBe('NONE');
});

test.each(Object.entries(methods).filter(([name]) => !OPEN.includes(name)))(
  '%s wants the authorizer and a tenant of the plan',
  (_, method) => {
    expect(method).toMatchObject({ ApiKeyRequired: true, AuthorizerId: { Ref: expect.stringMatching(/^ApiAuthorizer/) } });
  },
);

test('bodies of POST are checked before the router runs', () => {
  template.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
    ValidateRequestBody: true,
    ValidateRequestParameters: true,
  });
  const checked = Object.entries(methods).filter(([, { RequestValidatorId }]) => RequestValidatorId !== undefined);
  expect(checked.map(([name]) => name).sort()).toEqual(
    ROUTES.filter(({ method }) => method === 'POST')
      .map(({ path }) => `POST ${path}`)
      .sort(),
  );
  for (const [, { RequestModels }] of checked) expect(RequestModels).toEqual({ 'application/json': { Ref: expect.any(String) } });
});

test('API Gateway may invoke the router from these methods alone, and not from the console', () => {
  const permissions = Object.values(
    template.findResources('AWS::Lambda::Permission', { Properties: { FunctionName: LIVE_ROUTER } }),
  );
  expect(permissions).toHaveLength(ROUTES.length);
  for (const { Properties } of permissions) {
    expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' });
    expect(JSON.stringify(Properties.SourceArn)).toMatch(/\/(GET|POST|DELETE)\/(v1|healthz|openapi\.json)/);
  }
  expect(JSON.stringify(permissions)).not.toContain('test-invoke-stage');
});

test('no browser of another site is let in: there is no preflight', () => {
  expect(Object.keys(methods).filter((name) => name.startsWith('OPTIONS'))).toEqual([]);
  template.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: Match.absent() });
});
