import type { TritonModel } from '../model/model.ts';

/** The versions that a model's policy serves, from the lowest. */
export function servedVersions(model: TritonModel): readonly number[] {
  const numbers = model.backend === 'ensemble' ? [1] : model.versions.map(({ version }) => version);
  const sorted = [...numbers].sort((a, b) => a - b);
  const policy = model.versionPolicy ?? { latest: { numVersions: 1 } };
  if ('all' in policy) return sorted;
  if ('specific' in policy) return sorted.filter((version) => policy.specific.versions.includes(version));
  return sorted.slice(-policy.latest.numVersions);
}
