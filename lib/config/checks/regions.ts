import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

/** Exactly one region is primary. */
export const checkPrimary: Check = ({ data, complete }) => {
  const regions = Object.entries(data.regions ?? {});
  if (!complete('regions', 'primary') || regions.length === 0) return [];
  const primary = regions.flatMap(([name, region]) => (region.primary === true ? [name] : []));
  const [only, second] = regions;
  if (only && !second) {
    return only[1].primary === false
      ? [problem(['regions', only[0], 'primary'], false, 'cannot be: the only region is primary; leave it out')]
      : [];
  }
  if (primary.length === 1) return [];
  const all = regions.map(([name]) => name).join(', ');
  const message =
    primary.length === 0
      ? `none of ${all} is primary; give one of them primary: true`
      : `${primary.join(', ')} are all primary; keep one`;
  return [problem(['regions'], undefined, message)];
};

/** Names that differ only by case would be taken for each other, and some services do not tell them apart. */
export const checkCase: Check = ({ data }) =>
  (['models', 'tenants', 'tags'] as const).flatMap((section) => {
    const first = new Map<string, string>();
    return Object.keys(data[section] ?? {}).flatMap((name): Problem[] => {
      const earlier = first.get(name.toLowerCase());
      first.set(name.toLowerCase(), name);
      return earlier === undefined
        ? []
        : [problem([section, name], name, `differs from '${earlier}' only by case; rename one of them`)];
    });
  });

/** There is something to run, somewhere, for someone. */
export const checkPresence: Check = ({ data, intact }) =>
  (['regions', 'models', 'tenants'] as const).flatMap((section) => {
    const part = data[section];
    const empty = part !== undefined && intact(section) && Object.keys(part).length === 0;
    return empty ? [problem([section], undefined, `is empty; name at least one of the ${section}`)] : [];
  });
