import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '../../services/manifests/manifest.ts';
import type { Api, Stored } from './api.ts';

/** Where the scheduler has put a pod, or why nowhere. */
export type Verdict = { readonly node: string } | { readonly pending: string };

interface Template {
  readonly metadata?: { readonly labels?: { readonly [label: string]: string } };
  readonly spec: object;
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly object[] };
  };
}

interface WorkloadSpec {
  readonly template: Template;
  readonly leaderWorkerTemplate: { readonly size: number; readonly leaderTemplate: Template; readonly workerTemplate: Template };
}

const HASH = '5d4f8c7b9';

/** The pods of one revision of a Deployment, as its controller would make them. There is none here. */
export function podsOfDeployment(manifest: Manifest, replicas: number, revision = HASH): readonly Manifest[] {
  const { template } = manifest.spec as WorkloadSpec;
  return Array.from({ length: replicas }, (_, at) =>
    pod(manifest, template, `${revision}-${at}`, { 'pod-template-hash': revision }),
  );
}

/** The pods of one group of a LeaderWorkerSet, the leader first, with the labels that its controller gives them. */
export function podsOfGroup(manifest: Manifest, group = 0): readonly Manifest[] {
  const { size, leaderTemplate, workerTemplate } = (manifest.spec as WorkloadSpec).leaderWorkerTemplate;
  return Array.from({ length: size }, (_, rank) =>
    pod(manifest, rank === 0 ? leaderTemplate : workerTemplate, rank === 0 ? String(group) : `${group}-${rank}`, {
      'leaderworkerset.sigs.k8s.io/name': manifest.metadata.name,
      'leaderworkerset.sigs.k8s.io/group-index': String(group),
      'leaderworkerset.sigs.k8s.io/worker-index': String(rank),
      'leaderworkerset.sigs.k8s.io/group-key': `${manifest.metadata.name}-${group}`,
    }),
  );
}

/** The pod that a DaemonSet's controller would make for a node, were the node one of the DaemonSet's: its own conditions stand beside the node's name. */
export function podOfDaemonSet(manifest: Manifest, node: string): Manifest {
  const { template } = manifest.spec as WorkloadSpec;
  const made = pod(manifest, template, node, {});
  const { affinity = {} } = template.spec as { readonly affinity?: Affinity };
  const terms = affinity.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  const nodeSelectorTerms = terms.map((term) => ({
    ...term,
    matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }],
  }));
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
  return { ...made, spec: { ...template.spec, affinity: { nodeAffinity } } };
}

function pod(
  owner: Manifest,
  { metadata, spec }: Template,
  suffix: string,
  labels: { readonly [label: string]: string },
): Manifest {
  const { name, namespace } = owner.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-${suffix}`, ...(namespace && { namespace }), labels: { ...metadata?.labels, ...labels } },
    spec,
  };
}

/** Creates pods one after the other, and tells what came of each. */
export async function scheduled(api: Api, pods: readonly Manifest[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const each of pods) {
    await api.create(each);
    verdicts.push(await verdictOf(api, each));
  }
  return verdicts;
}

async function verdictOf(api: Api, created: Manifest): Promise<Verdict> {
  for (let tries = 0; tries < 600; tries += 1) {
    const verdict = read(await api.read(created));
    if (verdict !== undefined) return verdict;
    await sleep(50);
  }
  throw new Error(`the scheduler has not looked at ${created.metadata.name} for 30 s`);
}

function read({ spec, status }: Stored): Verdict | undefined {
  const { nodeName } = spec as { readonly nodeName?: string };
  if (nodeName !== undefined) return { node: nodeName };
  const conditions = (status?.conditions ?? []) as readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
  }[];
  const refused = conditions.find(({ type, status: state }) => type === 'PodScheduled' && state === 'False');
  return refused && { pending: refused.message ?? '' };
}

/** What the controller of volumes would do with claims that name their volume. Without it no pod with a claim is scheduled. */
export async function bindClaims(api: Api, manifests: readonly Manifest[]): Promise<void> {
  const volumes = new Map(manifests.filter(({ kind }) => kind === 'PersistentVolume').map((each) => [each.metadata.name, each]));
  for (const claim of manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')) {
    const volume = volumes.get((claim.spec as { readonly volumeName: string }).volumeName);
    if (volume === undefined) throw new Error(`the claim ${claim.metadata.name} names no volume of these manifests`);
    const { metadata } = await api.patch(claim, { metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } } });
    await api.patch(volume, { spec: { claimRef: { uid: metadata.uid } } });
    await api.patch(claim, { status: { phase: 'Bound' } }, '/status');
    await api.patch(volume, { status: { phase: 'Bound' } }, '/status');
  }
}
