import type { TenantModeration } from '../../contract/moderation.ts';
import type { RouterConfig } from '../../contract/router-config.ts';

/** What was chosen for a tenant; undefined when nothing was. */
export function moderationFor({ moderation }: RouterConfig, tenant: string): TenantModeration | undefined {
  if (moderation === undefined) return undefined;
  const { default: usual, tenants = {} } = moderation;
  return Object.hasOwn(tenants, tenant) ? tenants[tenant] : usual;
}
