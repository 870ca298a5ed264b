import { type CallerContext, ROLE_PATTERN } from '../contract.ts';

/** Roles as they are passed on. What is no role of this platform is left out: other programs' roles may stand in the same claim. */
export function rolesText(roles: unknown): Pick<CallerContext, 'roles'> {
  const words: readonly unknown[] = typeof roles === 'string' ? roles.split(/\s+/) : Array.isArray(roles) ? roles : [];
  const known = words.filter((role): role is string => typeof role === 'string' && ROLE_PATTERN.test(role));
  return known.length === 0 ? {} : { roles: [...new Set(known)].join(' ') };
}
