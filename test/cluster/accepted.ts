import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { podSecurityProblems } from '../../services/manifests/checks/pod-security.ts';
import { type Manifest, manifestName } from '../../services/manifests/manifest.ts';
import type { ManifestFiles } from '../../services/manifests/manifest-files.ts';
import type { PodSpec } from '../../services/manifests/pods.ts';
import { mustRun } from '../../tools/emulator/child.ts';
import type { Harness } from '../support/harness.ts';
import type { Api, Stored } from './api.ts';
import type { ControlPlane } from './control-plane.ts';

/** Applies a set of objects twice, and says that the second time changed nothing. */
export async function testAccepted({ check }: Harness, api: Api, name: string, manifests: readonly Manifest[]): Promise<void> {
  const before = new Map<string, Stored>();
  await check(`${name}: the server accepts ${manifests.length} objects, unknown fields refused`, async () => {
    const refused: string[] = [];
    for (const manifest of manifests) {
      await api.apply(manifest).then(
        (stored) => before.set(manifestName(manifest), stored),
        (error: Error) => refused.push(`${manifestName(manifest)}: ${error.message}`),
      );
    }
    assert.deepEqual(refused, []);
  });
  await check(`${name}: applied again, nothing changes`, async () => {
    assert.equal(before.size, manifests.length);
    for (const manifest of manifests) {
      assert.deepEqual(
        contentOf(await api.apply(manifest)),
        contentOf(before.get(manifestName(manifest))),
        manifestName(manifest),
      );
    }
  });
}

/** All but the count of writes: the first update of any claim is written although it changes nothing. */
function contentOf(stored: Stored | undefined): unknown {
  return stored && { ...stored, metadata: { ...stored.metadata, resourceVersion: '' } };
}

/** As the docs say it: the files of a folder, in the order of their names, with kubectl. */
export async function testKubectl(
  { check, folder }: Harness,
  { kubectl, kubeconfig }: ControlPlane,
  files: ManifestFiles,
): Promise<void> {
  await check(`kubectl applies the ${files.size} files of \`blueprint manifests\` to an empty namespace, in one go`, async () => {
    const into = path.join(folder, 'manifests');
    mkdirSync(into);
    for (const [name, text] of files) writeFileSync(path.join(into, name), text);
    const args = ['apply', '--server-side', '--validate=strict', '--kubeconfig', kubeconfig, '-f', into];
    const said = await mustRun('kubectl apply has failed', kubectl, args);
    assert.equal(said.split('\n').filter((line) => line.endsWith('serverside-applied')).length, files.size);
  });
}

/** Fields that the server does not know are refused, not dropped: what the other tests rest on. */
export async function testStrictness({ check }: Harness, api: Api, manifests: readonly Manifest[]): Promise<void> {
  for (const kind of new Set(manifests.filter(({ spec }) => spec !== undefined).map((manifest) => manifest.kind))) {
    const manifest = manifests.find((each) => each.kind === kind) as Manifest;
    await check(`a ${kind} with a field that nobody knows is refused`, async () => {
      const wrong = { ...manifest, spec: { ...(manifest.spec as object), nobodyKnows: 1 } };
      await assert.rejects(api.apply(wrong), /nobodyKnows/);
    });
  }
}

/** Privileged containers are refused sooner, by a server that allows none at all. */
const REFUSED = /violates PodSecurity "restricted|privileged: Forbidden: disallowed by cluster policy/;

/** Each control of Pod Security broken, one at a time: our check at synth and the server must agree on every one. */
export async function testPodSecurity({ check }: Harness, api: Api, pod: Manifest): Promise<void> {
  const spec = pod.spec as PodSpec & { readonly containers: readonly object[] };
  const inContainer = (change: object) => ({ ...spec, containers: [{ ...spec.containers[0], ...change }] });
  const context = (change: object) =>
    inContainer({ securityContext: { ...(spec.containers[0] as { securityContext?: object }).securityContext, ...change } });
  const withVolume = (source: object) => ({ ...spec, volumes: [...(spec.volumes ?? []), { name: 'more', ...source }] });
  const cases: Readonly<Record<string, object>> = {
    'as it is': spec,
    'host network': { ...spec, hostNetwork: true },
    'host process ids': { ...spec, hostPID: true },
    'host IPC': { ...spec, hostIPC: true },
    privileged: context({ privileged: true, allowPrivilegeEscalation: true }),
    'privilege escalation': context({ allowPrivilegeEscalation: true }),
    'a capability added': context({ capabilities: { drop: ['ALL'], add: ['IPC_LOCK'] } }),
    'NET_BIND_SERVICE added': context({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    'no capability dropped': context({ capabilities: {} }),
    'user 0': context({ runAsUser: 0 }),
    'root allowed': context({ runAsNonRoot: false }),
    'seccomp unconfined': context({ seccompProfile: { type: 'Unconfined' } }),
    'AppArmor unconfined': context({ appArmorProfile: { type: 'Unconfined' } }),
    'a type of SELinux': context({ seLinuxOptions: { type: 'spc_t' } }),
    'a host port': inContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }),
    'a host path': withVolume({ hostPath: { path: '/' } }),
    'a volume that is an image': withVolume({ image: { reference: `a@sha256:${'a'.repeat(64)}`, pullPolicy: 'IfNotPresent' } }),
    'a volume of NFS': withVolume({ nfs: { server: 'a', path: '/' } }),
    'a memory volume': withVolume({ emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }),
    'a probe of another host': inContainer({ livenessProbe: { httpGet: { host: '10.0.0.1', path: '/', port: 80 } } }),
    'an unsafe sysctl': {
      ...spec,
      securityContext: { ...spec.securityContext, sysctls: [{ name: 'kernel.msgmax', value: '1' }] },
    },
  };
  await check(
    `${Object.keys(cases).length} variants of a pod: the server's Pod Security and our check at synth agree`,
    async () => {
      const verdicts: [string, string, string][] = [];
      for (const [name, changed] of Object.entries(cases)) {
        const manifest = { ...pod, metadata: { ...pod.metadata, name: 'judged' }, spec: changed };
        const server = await api.create(manifest, { dryRun: true }).then(
          () => 'accepted',
          ({ message }: Error) => (REFUSED.test(message) ? 'refused' : message),
        );
        const synth = podSecurityProblems({ name, spec: changed as PodSpec }).length === 0 ? 'accepted' : 'refused';
        verdicts.push([name, server, synth]);
      }
      assert.deepEqual(
        verdicts.filter(([, server, synth]) => server !== synth),
        [],
      );
      assert.ok(verdicts.some(([, server]) => server === 'refused'));
    },
  );
}
