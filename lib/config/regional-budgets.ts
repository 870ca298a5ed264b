import type { Budget, TenantBudgets } from '../../lambda/router/contract/budgets.ts';
import type { RouterConfig } from '../../lambda/router/contract/router-config.ts';
import type { PlatformConfig } from './platform-config.ts';

/**
 * Budgets as one region holds them. Ledgers never leave their region, so no region knows what another one has spent: each gets an equal part of
 * every budget, and together they cannot exceed it.
 */
export function budgetsIn(config: PlatformConfig, region: string): Pick<RouterConfig, 'budgets'> {
  const entries = Object.entries(config.tenants).flatMap(([name, { budgets, residency }]) =>
    budgets === undefined || !residency.includes(region) ? [] : [[name, partOf(config, budgets, residency.length)] as const],
  );
  return entries.length > 0 ? { budgets: Object.fromEntries(entries) } : {};
}

function partOf(config: PlatformConfig, { organisation, tenant, key }: TenantBudgets, regions: number): TenantBudgets {
  return {
    ...(organisation && { organisation: divided(organisation, regionsOf(config, organisation.name)) }),
    ...(tenant && { tenant: divided(tenant, regions) }),
    ...(key && { key: divided(key, regions) }),
  };
}

/** How many regions may serve a tenant of the organisation. */
function regionsOf({ tenants }: PlatformConfig, name: string): number {
  const members = Object.values(tenants).filter(({ organisation }) => organisation === name);
  return new Set(members.flatMap(({ residency }) => residency)).size;
}

const divided = <T extends Budget>(budget: T, by: number): T => ({
  ...budget,
  ...(budget.day !== undefined && { day: Math.max(1, Math.floor(budget.day / by)) }),
  ...(budget.month !== undefined && { month: Math.max(1, Math.floor(budget.month / by)) }),
});
