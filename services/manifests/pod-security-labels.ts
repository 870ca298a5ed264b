/** Labels with which a namespace enforces a level of Pod Security, as of a version of Kubernetes. */
export function podSecurityLabels(
  level: 'restricted' | 'privileged',
  kubernetesVersion: string,
): { readonly [label: string]: string } {
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetesVersion}`],
    ]),
  );
}
