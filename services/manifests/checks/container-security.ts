import type { Container, SecurityContext } from '../pods.ts';

/** What "restricted" asks of each container, where the pod's own context may answer for it. */
export function containerSecurityProblems(where: string, container: Container, pod: SecurityContext): readonly string[] {
  const context = container.securityContext ?? {};
  const { capabilities, procMount } = context;
  const found: string[] = [];
  if (context.privileged) found.push(`${where} is privileged; remove privileged`);
  if (context.allowPrivilegeEscalation !== false) {
    found.push(`${where} has allowPrivilegeEscalation ${context.allowPrivilegeEscalation ?? 'unset'}; set it to false`);
  }
  if ((context.runAsNonRoot ?? pod.runAsNonRoot) !== true) {
    found.push(`${where} has runAsNonRoot ${context.runAsNonRoot ?? pod.runAsNonRoot ?? 'unset'}; set it to true`);
  }
  if ((context.seccompProfile ?? pod.seccompProfile)?.type === undefined) {
    found.push(`${where} has no seccompProfile; set it to RuntimeDefault`);
  }
  if (!capabilities?.drop?.includes('ALL')) found.push(`${where} does not drop ALL capabilities; set capabilities.drop to ALL`);
  const added = (capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
  if (added.length > 0) found.push(`${where} adds the capabilities ${added.join(', ')}; remove them`);
  if (procMount !== undefined && procMount !== 'Default') found.push(`${where} has procMount ${procMount}; remove it`);
  const hostPorts = (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : []));
  if (hostPorts.length > 0) found.push(`${where} takes the host's port ${hostPorts.join(', ')}; remove hostPort`);
  return found;
}
