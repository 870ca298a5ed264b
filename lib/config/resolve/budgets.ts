import type { Budget, TenantBudgets } from '../../../lambda/router/contract/budgets.ts';
import type { BudgetsConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { microDollarsOf } from './prices.ts';

type OrganisationData = NonNullable<NonNullable<PlatformData['organisations']>[string]['budgets']>;
type TenantData = NonNullable<PlatformData['tenants'][string]['budgets']>;
type Amounts = Pick<OrganisationData, 'day' | 'month'>;

const ALERT_AT = [0.5, 0.8, 'forecast', 1] as const;

/** The organisation of a tenant. */
interface Organisation {
  readonly name: string;
  readonly budgets?: OrganisationData | undefined;
}

/** Undefined when there is no budget around the tenant's requests. */
export function resolveBudgets(own: TenantData | undefined, around?: Organisation): TenantBudgets | undefined {
  const organisation = around && resolveBudget(around.budgets, around.budgets);
  const tenant = resolveBudget(own, own);
  const key = resolveBudget(own, own?.perKey);
  if (organisation === undefined && tenant === undefined && key === undefined) return undefined;
  return {
    ...(around && organisation && { organisation: { name: around.name, ...organisation } }),
    ...(tenant && { tenant }),
    ...(key && { key }),
  };
}

function resolveBudget(rules: OrganisationData | undefined, amounts: Amounts | undefined): Budget | undefined {
  if (rules === undefined || amounts === undefined || (amounts.day === undefined && amounts.month === undefined))
    return undefined;
  const { alertAt = ALERT_AT, whenReached = {}, cheaperModel } = rules;
  const cheaperFrom = whenReached.cheaperModel ?? (cheaperModel === undefined ? undefined : 0.9);
  return {
    ...(amounts.day !== undefined && { day: microDollarsOf(amounts.day) }),
    ...(amounts.month !== undefined && { month: microDollarsOf(amounts.month) }),
    alertAt,
    whenReached: {
      ...(cheaperFrom !== undefined && { cheaperModel: cheaperFrom }),
      ...(whenReached.cacheOnly !== undefined && { cacheOnly: whenReached.cacheOnly }),
      block: whenReached.block ?? 1,
    },
    ...(cheaperModel !== undefined && { cheaperModel }),
  };
}

/** Undefined when nobody is told and the account is not watched. */
export function resolveAlerts(data: PlatformData['budgets']): BudgetsConfig | undefined {
  if (data === undefined) return undefined;
  const { alertsTo, account } = data;
  return {
    emails: alertsTo?.emails ?? [],
    ...(alertsTo?.webhook && { webhook: { secret: alertsTo.webhook.secret } }),
    ...(account && { account: { monthlyDollars: account.month, anomaliesAboveDollars: account.anomaliesAbove ?? 100 } }),
  };
}
