import type { GpuCapacity } from './gpu-capacity.ts';

/** EKS takes 63 characters for the name of a node group. */
const LONGEST = 63;

/** What is wrong with the name before the names of its node groups are made of it. */
export function nodeGroupNameProblems(name: string, capacity: readonly GpuCapacity[]): string[] {
  const longest = Math.max(0, ...capacity.map(({ suffix }) => suffix.length + 1));
  const most = LONGEST - longest;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return [`nodeGroupName is ${JSON.stringify(name)}; use lower-case letters, digits and hyphens between them`];
  }
  return name.length > most
    ? [`nodeGroupName has ${name.length} characters; use at most ${most}, because the capacity is appended to it`]
    : [];
}
