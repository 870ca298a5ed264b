import type { PodSpec } from '../../../../services/manifests/pods.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import { workload } from '../../../../services/serving/workload/workload.ts';
import { embedder, llama8b, llama70b, llama405b } from '../support/models.ts';
import { everything, h100 } from '../support/servings.ts';

const rendered = (model: ServedModel) => model.releases.map((release) => workload(everything, model, release, h100))[0];
interface Template {
  readonly spec: PodSpec & { readonly [field: string]: unknown };
}
const specOf = (model: ServedModel) =>
  rendered(model)?.spec as { readonly template: Template; readonly [field: string]: unknown };
const containerOf = (model: ServedModel) => specOf(model).template.spec.containers?.[0];
const groupOf = (model: ServedModel) =>
  specOf(model).leaderWorkerTemplate as {
    readonly size: number;
    readonly leaderTemplate: Template;
    readonly workerTemplate: Template;
  };

test('in place, an old pod goes before its successor comes', () => {
  expect(specOf(llama70b).strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
});

test('by surge, no pod goes before its successor answers', () => {
  expect(specOf(llama8b).strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
});

test('the number of replicas is written only when nothing scales them', () => {
  expect(specOf(llama70b).replicas).toBe(1);
  expect(specOf(llama8b)).not.toHaveProperty('replicas');
});

test('the startup probe has the budget of weights and load, and half as long again', () => {
  expect(containerOf(llama70b)?.startupProbe).toMatchObject({
    periodSeconds: 10,
    failureThreshold: 27,
    httpGet: { path: '/health' },
  });
});

test('Triton is asked whether it is ready, and whether it lives', () => {
  expect(containerOf(embedder)).toMatchObject({
    startupProbe: { httpGet: { path: '/v2/health/ready', port: 8000 } },
    readinessProbe: { httpGet: { path: '/v2/health/ready' } },
    livenessProbe: { httpGet: { path: '/v2/health/live' } },
  });
});

test('a pod waits until it is forgotten, finishes its answers, and has time left', () => {
  expect(containerOf(llama70b)?.lifecycle).toEqual({ preStop: { sleep: { seconds: 15 } } });
  expect(containerOf(llama70b)?.command).toContain('--shutdown-timeout=120');
  expect(specOf(llama70b).template.spec.terminationGracePeriodSeconds).toBe(150);
});

test('/dev/shm is in memory, of the size that was asked for', () => {
  expect(specOf(llama70b).template.spec.volumes).toContainEqual({
    name: 'shared-memory',
    emptyDir: { medium: 'Memory', sizeLimit: '64Gi' },
  });
  expect(containerOf(llama70b)?.volumeMounts).toContainEqual({ name: 'shared-memory', mountPath: '/dev/shm' });
});

test('pods have no token of Kubernetes and no addresses of other services', () => {
  expect(specOf(llama70b).template.spec).toMatchObject({
    serviceAccountName: 'model-server',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
  });
});

test('pods go to the nodes of their group, first to those that are paid for, and tolerate their taint', () => {
  const { affinity, tolerations } = specOf(llama70b).template.spec;
  expect(affinity?.nodeAffinity).toMatchObject({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'llm-platform/node-group', operator: 'In', values: ['h100'] }] }],
    },
    preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100 }, { weight: 50 }, { weight: 25 }],
  });
  expect(tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
});

test('replicas spread over zones and nodes where there is room', () => {
  expect(specOf(llama8b).template.spec.topologySpreadConstraints).toMatchObject([
    { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', matchLabelKeys: ['pod-template-hash'] },
    { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  ]);
});

describe('a replica over two nodes', () => {
  test('is a group that starts anew as a whole', () => {
    expect(rendered(llama405b)?.kind).toBe('LeaderWorkerSet');
    expect(groupOf(llama405b)).toMatchObject({ size: 2, restartPolicy: 'RecreateGroupOnPodRestart' });
    expect(specOf(llama405b).rolloutStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdateConfiguration: { maxSurge: 0, maxUnavailable: 1 },
    });
  });

  test('takes every EFA adapter of its nodes, and huge pages for them', () => {
    const { leaderTemplate, workerTemplate } = groupOf(llama405b);
    for (const { spec } of [leaderTemplate, workerTemplate]) {
      expect(spec.containers?.[0]?.resources?.limits).toMatchObject({ 'vpc.amazonaws.com/efa': '32', 'hugepages-2Mi': '5120Mi' });
    }
    expect(containerOf(llama70b)?.resources?.limits).not.toHaveProperty(['vpc.amazonaws.com/efa']);
  });

  test('stays in one zone', () => {
    const { leaderTemplate, workerTemplate } = groupOf(llama405b);
    for (const { spec } of [leaderTemplate, workerTemplate]) {
      expect(spec.affinity).toMatchObject({
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'topology.kubernetes.io/zone', matchLabelKeys: ['leaderworkerset.sigs.k8s.io/group-key'] },
          ],
        },
      });
    }
  });

  test('has a leader that answers, and a worker that stays until the leader has', () => {
    const { leaderTemplate, workerTemplate } = groupOf(llama405b);
    const [leader, worker] = [leaderTemplate.spec.containers?.[0], workerTemplate.spec.containers?.[0]];
    expect(leader?.command).not.toContain('--headless');
    expect(leader?.readinessProbe).toBeDefined();
    expect(worker?.command).toContain('--headless');
    expect(worker?.readinessProbe).toBeUndefined();
    expect(worker?.lifecycle?.preStop?.sleep?.seconds).toBe(135);
  });
});
