import type { ModelBuild } from '../../../services/jobs/model-build.ts';
import { manifestFiles } from '../../../services/manifests/manifest-files.ts';
import { containersOf, podsOf } from '../../../services/manifests/pods.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import { changed } from '../serving/support/servings.ts';
import { checkpoint, engine, making } from './support/builds.ts';

const manifests = servingManifests(making(checkpoint, engine));
const jobs = manifests.filter(({ kind }) => kind === 'Job');
const [quantising, building] = jobs.map((job) => job.spec as JobSpec);
const podOf = (spec: JobSpec | undefined) => spec?.template.spec as PodSpec;
const recipes = manifests
  .filter(({ kind }) => kind === 'ConfigMap')
  .map(({ data }) => JSON.parse((data as { 'recipe.json': string })['recipe.json']));

interface JobSpec {
  readonly [field: string]: unknown;
  readonly template: { readonly spec: unknown };
}
interface PodSpec {
  readonly [field: string]: unknown;
  readonly initContainers: readonly { readonly image: string; readonly resources: { readonly limits: object } }[];
  readonly containers: readonly {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly resources: { readonly limits: object };
  }[];
}

const nameOf = (build: ModelBuild): string | undefined =>
  servingManifests(making(build)).find(({ kind }) => kind === 'Job')?.metadata.name;

test('a region that makes nothing has no objects for it', () => {
  const without = servingManifests({ ...making(), models: making().models });
  expect(without.map(({ metadata }) => metadata.name)).not.toContain('model-publisher');
});

test('a build runs on the GPUs of its node group, with the image by digest', () => {
  expect(podOf(quantising)).toMatchObject({
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'llm-platform/node-group', operator: 'In', values: ['l40s'] }] }],
        },
      },
    },
  });
  expect(podOf(quantising).initContainers[0]?.resources.limits).toMatchObject({ 'nvidia.com/gpu': '1', memory: '64Gi' });
  expect(podOf(quantising).initContainers[0]?.image).toMatch(/@sha256:[0-9a-f]{64}$/);
});

test('it is tried again, but not when that is hopeless nor for ever, and is forgotten after a week', () => {
  expect(building).toMatchObject({
    backoffLimit: 2,
    activeDeadlineSeconds: 7200,
    ttlSecondsAfterFinished: 604_800,
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailJob', onExitCodes: { containerName: 'build', operator: 'In', values: [3] } },
      ],
    },
  });
});

test('the script is told where the source, the texts and the version lie', () => {
  expect(recipes[0]).toEqual({
    source: `/models/llama-3.1-8b/1/${checkpoint.source.content}`,
    output: '/output',
    done: '/models/llama-3.1-8b-fp8/1/manifest.json',
    format: 'fp8',
    calibration: {
      texts: expect.stringMatching(/^\/models\/support-questions\/2\/[0-9a-f]{32}$/),
      samples: 512,
      maxTokens: 1024,
    },
  });
  expect(recipes[1]).toMatchObject({ format: 'int8', tensorParallel: 1, limits: { maxSequenceTokens: 16_384 } });
});

test('what was made is pushed as the publisher, and says of which GPU and inputs it is', () => {
  expect(podOf(building)).toMatchObject({ serviceAccountName: 'model-publisher', automountServiceAccountToken: false });
  const [{ command, args } = { command: [], args: [] }] = podOf(building).containers;
  expect(command.at(-1)).toMatch(/^\/models\/publisher\/0\.1\.0\/[0-9a-f]{32}\/publish\.js$/);
  expect(args.slice(0, 9)).toEqual([
    ...['push', '/output', '--to', 's3://llm-models-us-east-1', '--region', 'us-east-1'],
    ...['--name', 'qwen3-8b-l40s', '--version'],
  ]);
  expect(args).toEqual(
    expect.arrayContaining(['gpu=L40S', 'gpus=1', 'recipe=engine int8', expect.stringMatching(/^inputs=[0-9a-f]{64}$/)]),
  );
  expect(args).toContain(`base=models/qwen3-8b/1/${engine.source.content}`);
});

test('the publisher may leave for S3 and its credentials, and not for those of the node', () => {
  const policy = manifests.find(({ metadata }) => metadata.name === 'allow-publishing');
  expect(policy?.spec).toMatchObject({
    podSelector: { matchLabels: { 'app.kubernetes.io/component': 'model-builder' } },
    policyTypes: ['Egress'],
    egress: [
      { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ port: 80 }] },
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }], ports: [{ port: 443 }] },
    ],
  });
});

test.each<[string, ModelBuild]>([
  ['another image', changed(checkpoint, { image: { digest: `sha256:${'a'.repeat(64)}` } })],
  ['other weights', changed(checkpoint, { source: { content: 'b'.repeat(32) } })],
  ['another format', { ...checkpoint, recipe: { ...checkpoint.recipe, format: 'int4-awq' } as ModelBuild['recipe'] }],
  ['more GPUs', changed(checkpoint, { gpus: { count: 2 } })],
])('%s makes another Job', (_what, other) => {
  expect(nameOf(other)).not.toBe(nameOf(checkpoint));
});

test.each<[string, ModelBuild]>([
  ['a name for the output', changed(checkpoint, { output: { version: '2' } })],
  ['memory of the host', changed(checkpoint, { host: { memoryGib: 80 } })],
  ['a size that was measured', changed(checkpoint, { source: { sizeGib: 15.1 } })],
])('%s makes no other Job: Kubernetes runs the inputs once', (_what, other) => {
  expect(nameOf(other)).toBe(nameOf(checkpoint));
  expect(nameOf(other)).toMatch(/^build-[0-9a-f]{16}$/);
});

test('every container is as small in rights as one that serves', () => {
  for (const container of jobs.flatMap(podsOf).flatMap(({ spec }) => containersOf(spec))) {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  }
});

test('files of every object are written', () => {
  const names = [...manifestFiles(manifests).keys()].filter((name) => name.includes('build-'));
  expect(names.map((name) => name.replace(/build-[0-9a-f]{16}/, 'build'))).toEqual([
    ...['1-persistentvolume.models-build.yaml', '1-persistentvolume.models-build.yaml'],
    ...['1-persistentvolumeclaim.models.build.yaml', '1-persistentvolumeclaim.models.build.yaml'],
    ...['2-configmap.models.build.yaml', '2-configmap.models.build.yaml'],
    ...['2-job.models.build.yaml', '2-job.models.build.yaml'],
  ]);
});
