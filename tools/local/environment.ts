import { AuthorizerEnvironment } from '../../lambda/authorizer/contract.ts';
import { ReviewEnvironment } from '../../lambda/review/contract.ts';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import type { State } from './state.ts';

/**
 * What a process needs that answers many requests at a time, unless its environment says otherwise: far more than a laptop has, few enough
 * to keep its memory bounded.
 */
export const LONG_LIVED: Readonly<Record<string, string>> = { [RouterEnvironment.MAX_IN_FLIGHT]: '1024' };

/** What CloudFormation would give the functions: their environment, with the adapters of the laptop. */
export function lambdaEnvironment(config: PlatformConfig, region: string, state: State): Record<string, string> {
  return {
    AWS_REGION: region,
    [AuthorizerEnvironment.API_KEYS]: `sqlite:${state.database}`,
    [AuthorizerEnvironment.PEPPER]: `file:${state.pepper}`,
    [AuthorizerEnvironment.JWT_ISSUERS]: JSON.stringify(config.authentication.jwt),
    [RouterEnvironment.CONFIG]: `file:${state.routerConfig}`,
    [RouterEnvironment.LEDGER]: `sqlite:${state.database}`,
    [RouterEnvironment.SECRETS]: 'env:',
    [RouterEnvironment.SESSIONS]: `sqlite:${state.database}`,
    [RouterEnvironment.BUDGETS]: `sqlite:${state.database}`,
    [RouterEnvironment.TELEMETRY]: 'channel:',
    [RouterEnvironment.REVIEWS]: `sqlite:${state.database}`,
    [RouterEnvironment.WATERMARK_KEY]: `file:${state.watermarkKey}`,
    [RouterEnvironment.DECISIONS]: `sqlite:${state.database}`,
    [ReviewEnvironment.CASES]: `sqlite:${state.database}`,
    [ReviewEnvironment.SEALING_KEY]: `file:${state.sealingKey}`,
  };
}
