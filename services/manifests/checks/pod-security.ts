import { containersOf, type Handler, type NamedPod, type PodSpec, type SecurityContext, type Volume } from '../pods.ts';
import { containerSecurityProblems } from './container-security.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/, profile "restricted" of Kubernetes 1.35. */
const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
];
const VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** What a namespace that enforces "restricted" would refuse in a pod. */
export function podSecurityProblems({ name, spec }: NamedPod): readonly string[] {
  return [
    ...hostNamespaces(spec),
    ...(spec.volumes ?? []).flatMap(volumeProblems),
    ...sharedProblems('the pod', spec.securityContext ?? {}),
    ...(spec.securityContext?.sysctls ?? [])
      .filter((sysctl) => !SAFE_SYSCTLS.includes(sysctl.name))
      .map((sysctl) => `sets the sysctl ${sysctl.name}; remove it`),
    ...containersOf(spec).flatMap((container) => {
      const where = `container ${container.name}`;
      return [
        ...sharedProblems(where, container.securityContext ?? {}),
        ...containerSecurityProblems(where, container, spec.securityContext ?? {}),
        ...[container.startupProbe, container.readinessProbe, container.livenessProbe].flatMap((probe) =>
          otherHost(where, probe),
        ),
        ...[container.lifecycle?.preStop, container.lifecycle?.postStart].flatMap((hook) => otherHost(where, hook)),
      ];
    }),
  ].map((problem) => `${name} is not "restricted": ${problem}`);
}

function hostNamespaces({ hostNetwork, hostPID, hostIPC }: PodSpec): readonly string[] {
  return Object.entries({ hostNetwork, hostPID, hostIPC })
    .filter(([, set]) => set)
    .map(([field]) => `${field} is true; remove it`);
}

function volumeProblems({ name, ...sources }: Volume): readonly string[] {
  return Object.keys(sources)
    .filter((source) => !VOLUMES.includes(source))
    .map((source) => `the volume ${name} is of kind ${source}; use ${VOLUMES.join(', ')}`);
}

/** What pods and containers both may say. */
function sharedProblems(where: string, context: SecurityContext): readonly string[] {
  const { seLinuxOptions: seLinux, appArmorProfile: appArmor, seccompProfile: seccomp } = context;
  const found: string[] = [];
  if (context.windowsOptions?.hostProcess) found.push(`${where} has windowsOptions.hostProcess; remove it`);
  if (context.runAsUser === 0) found.push(`${where} has runAsUser 0, which is root; use another`);
  if (seccomp?.type !== undefined && !['RuntimeDefault', 'Localhost'].includes(seccomp.type)) {
    found.push(`${where} has the seccompProfile ${seccomp.type}; use RuntimeDefault`);
  }
  if (appArmor?.type !== undefined && !['RuntimeDefault', 'Localhost'].includes(appArmor.type)) {
    found.push(`${where} has the appArmorProfile ${appArmor.type}; use RuntimeDefault`);
  }
  if (seLinux?.user || seLinux?.role || !isSeLinuxType(seLinux?.type)) {
    found.push(`${where} has seLinuxOptions ${JSON.stringify(seLinux)}; remove them`);
  }
  return found;
}

const isSeLinuxType = (type = ''): boolean =>
  ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'].includes(type);

/** kubelet would ask another host in the pod's name. */
function otherHost(where: string, handler: Handler | undefined): readonly string[] {
  const host = handler?.httpGet?.host || handler?.tcpSocket?.host;
  return host ? [`${where} has a probe or hook that asks the host ${host}; remove host`] : [];
}
