import type { CallerContext } from '../../authorizer/contract.ts';

/** Whose cases a caller may see: of some tenants, or of all. */
export type Reach = ReadonlySet<string> | 'all';

const ROLE = 'reviewer';

/**
 * By the caller's roles: `reviewer` for the own tenant, `reviewer:<tenant>` for another one, `reviewer:*` for all.
 *
 * @returns undefined for who is no reviewer
 */
export function reachOf({ tenant, roles = '' }: CallerContext): Reach | undefined {
  const tenants = roles.split(' ').flatMap((role) => {
    if (role === ROLE) return [tenant];
    return role.startsWith(`${ROLE}:`) && role.length > ROLE.length + 1 ? [role.slice(ROLE.length + 1)] : [];
  });
  if (tenants.length === 0) return undefined;
  return tenants.includes('*') ? 'all' : new Set(tenants);
}

export const reaches = (reach: Reach, tenant: string): boolean => reach === 'all' || reach.has(tenant);
