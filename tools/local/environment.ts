import { AuthorizerEnvironment } from '../../lambda/authorizer/contract.ts';
import { RouterEnvironment } from '../../lambda/router/contract/environment.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import type { State } from './state.ts';

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
  };
}
