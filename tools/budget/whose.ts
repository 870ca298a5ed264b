import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import type { Whose } from './desk.ts';

export interface WhoseOptions {
  readonly tenant?: string;
  readonly organisation?: string;
  /** Public id of a key, or a token's subject. */
  readonly key?: string;
}

/** @throws Error that says whose budget can be named */
export function whoseOf({ tenants, organisations }: PlatformConfig, { tenant, organisation, key }: WhoseOptions): Whose {
  if (organisation !== undefined && tenant === undefined && key === undefined) {
    const known = Object.keys(organisations);
    if (!known.includes(organisation)) throw new Error(`'${organisation}' is none of the organisations ${known.join(', ')}`);
    return { partition: `organisation/${organisation}`, scope: 'organisation' };
  }
  if (tenant === undefined || organisation !== undefined) {
    throw new Error('name one budget: --tenant <name>, --tenant <name> --key <id>, or --organisation <name>');
  }
  const known = Object.keys(tenants);
  if (!known.includes(tenant)) throw new Error(`'${tenant}' is none of the tenants ${known.join(', ')}`);
  return { partition: tenant, scope: key === undefined ? 'tenant' : `key/${key}` };
}
