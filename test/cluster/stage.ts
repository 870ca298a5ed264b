import type { Manifest } from '../../services/manifests/manifest.ts';
import { podsOf } from '../../services/manifests/pods.ts';
import type { Api } from './api.ts';
import { addNodes, type FakeNode, removeNodes } from './nodes.ts';
import { bindClaims, podsOfDeployment, podsOfGroup, scheduled, type Verdict } from './pods.ts';

/** Nodes, and a namespace with everything but pods. */
export interface Stage {
  /** Creates replicas of a workload, one after the other, and tells where each of their pods went. */
  readonly place: (workload: string, replicas: number) => Promise<readonly Verdict[]>;
}

/** For the names of namespaces: one that is being deleted may stay for long, and this may be another run on the same cluster. */
export const unique = (name: string): string => `${name}-${RUN}`;
const RUN = Date.now().toString(36).slice(-6);

/** What pods need before they are scheduled. */
const SETTING = ['Namespace', 'ServiceAccount', 'PersistentVolume', 'PersistentVolumeClaim'];

/** Sets everything up for the work, and takes it away afterwards. */
export async function onStage(
  api: Api,
  manifests: readonly Manifest[],
  nodes: readonly FakeNode[],
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  const setting = manifests.filter(({ kind }) => SETTING.includes(kind));
  const created: Manifest[] = [];
  await addNodes(api, nodes);
  try {
    for (const manifest of setting) await api.apply(manifest);
    await bindClaims(api, setting);
    await work({
      place: async (name, replicas) => {
        const workload = manifests.find((each) => podsOf(each).length > 0 && each.metadata.name === name);
        if (workload === undefined) throw new Error(`no workload is called ${name}`);
        const before = created.filter(({ metadata }) => metadata.name.startsWith(`${name}-`)).length;
        const pods = podsOfWorkload(workload, replicas, before);
        created.push(...pods);
        return scheduled(api, pods);
      },
    });
  } finally {
    for (const each of [...created, ...setting.toReversed()]) await api.remove(each);
    await removeNodes(api, nodes);
  }
}

const podsOfWorkload = (workload: Manifest, replicas: number, before: number): readonly Manifest[] =>
  workload.kind === 'LeaderWorkerSet'
    ? Array.from({ length: replicas }, (_, group) => podsOfGroup(workload, group + before)).flat()
    : podsOfDeployment(workload, replicas + before).slice(before);

/** The node of each pod, or `pending: ` and why. */
export const placesOf = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts.map((verdict) => ('node' in verdict ? verdict.node : `pending: ${verdict.pending}`));
