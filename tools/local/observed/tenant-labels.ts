/** Tenants with series of their own; further ones share one label, so that nobody's names can fill the memory. */
const TENANTS = 1_000;

/** A longer name is no tenant that anybody configured, and would be repeated in every line. */
const LONGEST = 128;

const OTHER = '(other)';

/** Gives tenants their labels. */
export function tenantLabels(): (tenant: string | undefined) => string {
  const known = new Set<string>();
  return (tenant = '') => {
    if (known.has(tenant)) return tenant;
    if (tenant.length > LONGEST || known.size >= TENANTS) return OTHER;
    known.add(tenant);
    return tenant;
  };
}
