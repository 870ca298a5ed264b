import { ApiKey, type Stage, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { usageIdentifierKey } from '../../lambda/authorizer/contract.ts';

export interface TenantPlanProps {
  readonly stage: Stage;
  readonly tenants: readonly string[];
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/**
 * One usage plan for all tenants; its throttle counts for each of them by itself.
 *
 * API Gateway counts by API key, so each tenant has one. Its value is an identifier, not a credential: the API takes its keys from the
 * authorizer's answer and ignores the `x-api-key` header, so knowing the value opens nothing.
 */
export class TenantPlan extends Construct {
  constructor(scope: Construct, id: string, props: TenantPlanProps) {
    super(scope, id);
    const plan = new UsagePlan(this, 'Plan', {
      description: 'Requests of each tenant',
      apiStages: [{ api: props.stage.restApi, stage: props.stage }],
      throttle: { rateLimit: props.requestsPerSecond, burstLimit: props.burst },
    });
    const keys = new Construct(this, 'Tenants');
    for (const tenant of props.tenants) {
      const key = new ApiKey(keys, tenant, {
        value: usageIdentifierKey(props.stage.restApi.restApiId, tenant),
        description: `Counts the requests of tenant ${tenant}`,
      });
      plan.addApiKey(key);
    }
  }
}
