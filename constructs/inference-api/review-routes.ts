import { AuthorizationType, type IAuthorizer, LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { REVIEW_ROUTES } from '../../lambda/review/contract.ts';

/** Defines one method for every operation of the review function. The page's files, which hold no data, are open: a browser cannot present a key for them. */
export function addReviewRoutes(api: RestApi, review: IFunction, authorizer: IAuthorizer): void {
  const integration = new LambdaIntegration(review, { allowTestInvoke: false });
  for (const route of REVIEW_ROUTES) {
    const access = route.public
      ? { authorizationType: AuthorizationType.NONE }
      : { authorizationType: AuthorizationType.CUSTOM, authorizer, apiKeyRequired: true };
    api.root.resourceForPath(route.path).addMethod(route.method, integration, access);
  }
}
