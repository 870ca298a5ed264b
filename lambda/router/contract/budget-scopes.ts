import type { CallerContext } from '../../authorizer/contract.ts';
import type { Budget, TenantBudgets } from './budgets.ts';

/** A budget, and whose it is. */
export interface ScopedBudget {
  readonly kind: 'organisation' | 'tenant' | 'key';
  /** Where spend and states are kept: the tenant, or `organisation/<name>`. No tenant's name has a slash. */
  readonly partition: string;
  /** Within the partition: `organisation`, `tenant` or `key/<principal>`. */
  readonly scope: string;
  readonly budget: Budget;
}

/** Every budget that a caller's requests are under, from the organisation down. */
export function budgetScopes(
  { organisation, tenant: own, key }: TenantBudgets,
  { tenant, principal }: Pick<CallerContext, 'tenant' | 'principal'>,
): readonly ScopedBudget[] {
  return [
    ...(organisation
      ? [
          {
            kind: 'organisation',
            partition: `organisation/${organisation.name}`,
            scope: 'organisation',
            budget: organisation,
          } as const,
        ]
      : []),
    ...(own ? [{ kind: 'tenant', partition: tenant, scope: 'tenant', budget: own } as const] : []),
    ...(key ? [{ kind: 'key', partition: tenant, scope: `key/${principal}`, budget: key } as const] : []),
  ];
}
