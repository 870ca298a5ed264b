import { TENANTS_WITH_SERIES } from '../../../lambda/router/contract/telemetry.ts';

/** A longer name is no tenant that anybody configured, and would be repeated in every line. */
const LONGEST = 128;

const OTHER = '(other)';

/** Gives tenants their labels. */
export function tenantLabels(): (tenant: string | undefined) => string {
  const known = new Set<string>();
  return (tenant = '') => {
    if (known.has(tenant)) return tenant;
    if (tenant.length > LONGEST || known.size >= TENANTS_WITH_SERIES) return OTHER;
    known.add(tenant);
    return tenant;
  };
}
