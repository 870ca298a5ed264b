import type { IAuthorizer, Integration, MethodOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AuthorizationType } from 'aws-cdk-lib/aws-apigateway';
import { ROUTES } from '../../lambda/router/contract/http.ts';
import { REQUEST_MODELS } from './request-models.ts';

/** Defines one method for every operation that the router answers; only the public ones are open. */
export function addRoutes(api: RestApi, integration: Integration, authorizer: IAuthorizer): void {
  const requestValidator = api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: true });
  for (const route of ROUTES) {
    const schema = REQUEST_MODELS[route.path];
    if (route.method === 'POST' && schema === undefined) {
      throw new Error(`no request model for POST ${route.path}; add one to constructs/inference-api/request-models.ts`);
    }
    const body: MethodOptions =
      schema === undefined
        ? {}
        : {
            requestValidator,
            requestModels: { 'application/json': api.addModel(modelId(route.path), { contentType: 'application/json', schema }) },
          };
    const access: MethodOptions = route.public
      ? { authorizationType: AuthorizationType.NONE }
      : { authorizationType: AuthorizationType.CUSTOM, authorizer, apiKeyRequired: true };
    api.root.resourceForPath(route.path).addMethod(route.method, integration, { ...access, ...body });
  }
}

/** `/v1/chat/completions` → `V1ChatCompletionsModel` */
function modelId(path: string): string {
  const words = path.split(/\W+/).filter((word) => word !== '');
  return `${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}Model`;
}
