import { podSecurityProblems } from '../../../../services/manifests/checks/pod-security.ts';
import type { Container, PodSpec } from '../../../../services/manifests/pods.ts';

const container: Container = {
  name: 'server',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};
const good: PodSpec = {
  containers: [container],
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
};
const problems = (spec: PodSpec) => podSecurityProblems({ name: 'Pod models/a', spec });
const withContext = (context: object): PodSpec => ({
  ...good,
  containers: [{ ...container, securityContext: { ...container.securityContext, ...context } }],
});
const withPod = (context: object): PodSpec => ({ ...good, securityContext: { ...good.securityContext, ...context } });

test('a pod that sets no more than it must is restricted', () => {
  expect(problems(good)).toEqual([]);
});

/** The control, a pod that breaks it, one that uses it and does not, and what is said. */
const controls: readonly (readonly [string, PodSpec, PodSpec, string])[] = [
  [
    'HostProcess',
    withContext({ windowsOptions: { hostProcess: true } }),
    withContext({ windowsOptions: { hostProcess: false } }),
    'hostProcess',
  ],
  ['host network', { ...good, hostNetwork: true }, { ...good, hostNetwork: false }, 'hostNetwork is true'],
  ['host process ids', { ...good, hostPID: true }, { ...good, hostPID: false }, 'hostPID is true'],
  ['host IPC', { ...good, hostIPC: true }, { ...good, hostIPC: false }, 'hostIPC is true'],
  ['privileged containers', withContext({ privileged: true }), withContext({ privileged: false }), 'is privileged'],
  [
    'capabilities added',
    withContext({ capabilities: { drop: ['ALL'], add: ['IPC_LOCK'] } }),
    withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    'adds the capabilities IPC_LOCK',
  ],
  [
    'capabilities dropped',
    withContext({ capabilities: { drop: ['NET_RAW'] } }),
    withContext({ capabilities: { drop: ['ALL'] } }),
    'does not drop ALL',
  ],
  [
    'host paths',
    { ...good, volumes: [{ name: 'v', hostPath: { path: '/' } }] },
    { ...good, volumes: [{ name: 'v', emptyDir: {} }] },
    'of kind hostPath',
  ],
  [
    'volume kinds',
    { ...good, volumes: [{ name: 'v', nfs: { server: 'a', path: '/' } }] },
    { ...good, volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
    'of kind nfs',
  ],
  [
    'volumes of kinds that look alike',
    { ...good, volumes: [{ name: 'v', gitRepo: { repository: 'https://example.com' } }] },
    { ...good, volumes: [{ name: 'v', image: { reference: 'a' } }] },
    'of kind gitRepo',
  ],
  [
    'host ports',
    { ...good, containers: [{ ...container, ports: [{ hostPort: 80 }] }] },
    { ...good, containers: [{ ...container, ports: [{}] }] },
    "host's port 80",
  ],
  [
    'probes of other hosts',
    { ...good, containers: [{ ...container, livenessProbe: { httpGet: { host: '10.0.0.1' } } }] },
    { ...good, containers: [{ ...container, livenessProbe: { httpGet: {} } }] },
    'asks the host 10.0.0.1',
  ],
  [
    'hooks of other hosts',
    { ...good, containers: [{ ...container, lifecycle: { preStop: { tcpSocket: { host: 'a' } } } }] },
    { ...good, containers: [{ ...container, lifecycle: { preStop: { sleep: { seconds: 1 } } } }] },
    'asks the host a',
  ],
  [
    'AppArmor',
    withContext({ appArmorProfile: { type: 'Unconfined' } }),
    withContext({ appArmorProfile: { type: 'Localhost' } }),
    'appArmorProfile Unconfined',
  ],
  [
    'SELinux types',
    withPod({ seLinuxOptions: { type: 'spc_t' } }),
    withPod({ seLinuxOptions: { type: 'container_t' } }),
    'spc_t',
  ],
  ['SELinux users', withPod({ seLinuxOptions: { user: 'root' } }), withPod({ seLinuxOptions: {} }), 'seLinuxOptions'],
  ['/proc mounts', withContext({ procMount: 'Unmasked' }), withContext({ procMount: 'Default' }), 'procMount Unmasked'],
  [
    'seccomp',
    withPod({ seccompProfile: { type: 'Unconfined' } }),
    withPod({ seccompProfile: { type: 'Localhost' } }),
    'seccompProfile Unconfined',
  ],
  [
    'no seccomp',
    withPod({ seccompProfile: undefined }),
    withContext({ seccompProfile: { type: 'RuntimeDefault' } }),
    'has no seccompProfile',
  ],
  [
    'sysctls',
    withPod({ sysctls: [{ name: 'kernel.msgmax' }] }),
    withPod({ sysctls: [{ name: 'net.ipv4.tcp_syncookies' }] }),
    'kernel.msgmax',
  ],
  [
    'privilege escalation',
    withContext({ allowPrivilegeEscalation: undefined }),
    withContext({ allowPrivilegeEscalation: false }),
    'allowPrivilegeEscalation unset',
  ],
  ['running as root', withPod({ runAsNonRoot: undefined }), withContext({ runAsNonRoot: true }), 'runAsNonRoot unset'],
  [
    'a container that overrides the pod',
    withContext({ runAsNonRoot: false }),
    withContext({ runAsNonRoot: true }),
    'runAsNonRoot false',
  ],
  ['user 0', withContext({ runAsUser: 0 }), withContext({ runAsUser: 1000 }), 'runAsUser 0'],
];

test.each(controls)('%s', (_control, bad, fine, said) => {
  expect(problems(fine)).toEqual([]);
  expect(problems(bad)).toEqual([expect.stringContaining(said)]);
});

test('containers that start first, and those for debugging, are held to the same', () => {
  const open: Container = { name: 'open' };
  expect(problems({ ...good, initContainers: [open] })).toHaveLength(2);
  expect(problems({ ...good, ephemeralContainers: [open] })).toHaveLength(2);
});

test('every problem is said at once, with the name of the object', () => {
  const found = problems({ containers: [{ name: 'server' }], hostNetwork: true });
  expect(found).toHaveLength(5);
  expect(found[0]).toBe('Pod models/a is not "restricted": hostNetwork is true; remove it');
});
