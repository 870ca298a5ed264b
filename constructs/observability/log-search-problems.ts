import type { LogSearchProps } from './log-search-props.ts';

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;

/** What is wrong with the props, as sentences. */
export function logSearchProblems({ name, sources, readers, retentionDays = 30 }: LogSearchProps): string[] {
  const notRoles = readers.filter((reader) => !ROLE.test(reader));
  return [
    ...(/^[a-z][a-z0-9-]{2,31}$/.test(name) ? [] : [`name is '${name}'; use 3 to 32 lower-case letters, digits and hyphens`]),
    ...Object.keys(sources)
      .filter((source) => !/^[a-z][a-z0-9-]{0,63}$/.test(source))
      .map((source) => `source '${source}' is no name of an index; use lower-case letters, digits and hyphens`),
    ...(readers.length === 0 ? ['readers is empty, so nobody could search; name roles'] : []),
    ...notRoles.map((reader) => `reader '${reader}' is no ARN of a role; use one such as arn:aws:iam::111122223333:role/on-call`),
    ...(Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= 3650
      ? []
      : [`retentionDays is ${retentionDays}; use a whole number from 1 to 3650`]),
  ];
}
