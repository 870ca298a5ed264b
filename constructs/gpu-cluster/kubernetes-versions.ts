import data from './kubernetes-versions.json';

/** When EKS ends standard support of a version, by version. After that day it costs six times as much, and a year later EKS upgrades it by itself. */
const ENDS: ReadonlyMap<string, string> = new Map(
  Object.entries(data.versions).map(([version, { standardSupportEnds }]) => [version, standardSupportEnds]),
);

/** The day on which the table was checked. Synthesis reads no clock, so this is what a version is held against unless told otherwise. */
export const KUBERNETES_VERSIONS_AS_OF: string = data.asOf;

/** What is wrong with a version on a day: unknown to the table, or out of standard support. */
export function kubernetesVersionProblems(version: string, asOf: string): string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(asOf) || Number.isNaN(Date.parse(asOf))) {
    return [`asOf is ${JSON.stringify(asOf)}; write a date like ${KUBERNETES_VERSIONS_AS_OF}`];
  }
  const supported = [...ENDS].filter(([, ends]) => asOf < ends).map(([name]) => name);
  const ends = ENDS.get(version);
  const advice = supported.length > 0 ? `use ${supported.join(' or ')}` : 'add newer versions to kubernetes-versions.json';
  if (ends === undefined)
    return [`kubernetesVersion is ${JSON.stringify(version)}, whose end of support is not known here; ${advice}`];
  return supported.includes(version)
    ? []
    : [`kubernetesVersion is ${version}, whose standard support ended on ${ends} (asOf ${asOf}); ${advice}`];
}
