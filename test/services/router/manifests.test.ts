import { podsOf } from '../../../services/manifests/pods.ts';
import { routerManifests } from '../../../services/router/manifests.ts';
import type { RouterWorkload } from '../../../services/router/router-workload.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import { everything } from '../serving/support/servings.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';
import { routers } from './support.ts';

const manifests = routerManifests(routers);
const specOf = (kind: string, name = 'router') =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)?.spec as Record<string, unknown>;
const [pod] = manifests.flatMap(podsOf);
/** Variables of a container of the pod, by name. */
const variablesOf = (containers: readonly object[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(
    containers.flatMap((container) => {
      const { env = [] } = container as { readonly env?: readonly { readonly name: string; readonly value: string }[] };
      return env.map(({ name, value }) => [name, value]);
    }),
  );
const changed = (changes: Partial<RouterWorkload>) => () => routerManifests({ ...routers, ...changes });

test('it runs two to ten pods at 70 % CPU, and one leaves at a time', () => {
  expect(specOf('HorizontalPodAutoscaler')).toMatchObject({
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
  });
  expect(specOf('PodDisruptionBudget')).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  expect(specOf('Deployment')).not.toHaveProperty('replicas');
});

test('the image is a stock Node 24 by digest, and so is that of the init container', () => {
  const images = [...(pod?.spec.initContainers ?? []), ...(pod?.spec.containers ?? [])].map(({ image }) => image);
  expect(images).toEqual(Array(2).fill(expect.stringMatching(/^docker\.io\/library\/node@sha256:[0-9a-f]{64}$/)));
});

test('a pod has longer to live than it needs to be forgotten and to finish its streams', () => {
  expect(pod?.spec.terminationGracePeriodSeconds).toBeGreaterThan(15 + routers.drainSeconds);
  expect(pod?.spec.containers?.[0]?.lifecycle?.preStop).toEqual({ sleep: { seconds: 15 } });
});

test('the file that is unpacked is the one whose digest is checked', () => {
  expect(variablesOf(pod?.spec.initContainers)).toEqual({
    BUNDLE: '/bundles/router-1b600f36d7688dbb11c50a6751342860.tar.gz',
    BUNDLE_SHA256: routers.bundle.sha256,
  });
  expect(specOf('PersistentVolume', 'routers-router-bundle')).toMatchObject({
    mountOptions: expect.arrayContaining(['read-only', 'prefix router/']),
    csi: { volumeAttributes: { bucketName: 'llm-artefacts-us-east-1', authenticationSource: 'pod' } },
  });
});

test('metrics come from the process, whatever the function does', () => {
  const variables = variablesOf(pod?.spec.containers);
  expect(variables).toMatchObject({ TELEMETRY: 'channel:', TENANTS: '["acme","globex"]', USAGE_LEDGER: 'dynamodb:llm-usage' });
  expect(Object.keys(variables)).toEqual(Object.keys(variables).toSorted());
});

test('callers reach the API alone, Prometheus the metrics alone', () => {
  expect(specOf('NetworkPolicy', 'deny-all')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  expect(specOf('NetworkPolicy', 'allow-callers').ingress).toEqual([
    { from: [{ ipBlock: { cidr: '10.10.0.0/20' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
  ]);
  expect(specOf('NetworkPolicy', 'allow-metrics').ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      ports: [{ port: 9090, protocol: 'TCP' }],
    },
  ]);
});

test('out go names, the identity agent, HTTPS but not to the node, models, and what is named', () => {
  const { egress } = specOf('NetworkPolicy', 'allow-upstreams') as { egress: { to: object[]; ports: { port: number }[] }[] };
  expect(egress.map(({ to, ports }) => [to[0], ports.map(({ port }) => port)])).toEqual([
    [{ ipBlock: { cidr: '169.254.170.23/32' } }, [80]],
    [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }, [443]],
    [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/component': 'model-server' } },
      },
      [8000],
    ],
    [{ ipBlock: { cidr: '10.10.64.0/20' } }, [6379]],
  ]);
});

test("the models' namespace lets its pods in, on the ports that it calls", () => {
  const { template } = specOf('Deployment') as { template: { metadata: { labels: object } } };
  const allowed = servingManifests(everything).find(({ metadata }) => metadata.name === 'allow-routers')?.spec as {
    ingress: { from: { namespaceSelector: object; podSelector: { matchLabels: object } }[]; ports: { port: number }[] }[];
  };
  const [rule] = allowed.ingress;
  expect(template.metadata.labels).toMatchObject(rule?.from[0]?.podSelector.matchLabels ?? { never: '' });
  expect(rule?.from[0]?.namespaceSelector).toEqual({ matchLabels: { 'kubernetes.io/metadata.name': routers.namespace } });
  expect(rule?.ports.map(({ port }) => port)).toEqual(routers.reaches.models?.ports);
});

test.each<[string, Partial<RouterWorkload>, RegExp]>([
  [
    'a digest that is none',
    { bundle: { ...routers.bundle, sha256: 'abc' } },
    /bundle\.sha256 is "abc"; write the 64 hexadecimal digits/,
  ],
  [
    'a key without a folder',
    { bundle: { ...routers.bundle, key: 'router.tar.gz' } },
    /bundle\.key is "router\.tar\.gz"; put the file into a folder/,
  ],
  ['nobody to serve', { tenants: [] }, /tenants is empty/],
  ['nobody to call', { callers: [] }, /callers is empty/],
  ['a range that is none', { callers: ['10.10.0.0'] }, /"10\.10\.0\.0" is no IPv4 range/],
  ['a variable of its own', { environment: { ...routers.environment, PORT: '1' } }, /environment has PORT, which is set here/],
  ['a file', { environment: { ...routers.environment, QUOTA: 'sqlite:a' } }, /QUOTA is sqlite:a, and pods share no files/],
  ['a stop without an end', { drainSeconds: 1.5 }, /drainSeconds is 1\.5; use a whole number/],
  ['a version that is none', { kubernetesVersion: 'v1' }, /kubernetesVersion is "v1"; write e\.g\. 1\.35/],
])('%s is refused with a sentence', (_, changes, sentence) => {
  expect(changed(changes)).toThrow(sentence);
});

test('everything that is wrong is said at once', () => {
  const { ROUTER_CONFIG: _, ...environment } = routers.environment;
  expect(changed({ tenants: [], environment })).toThrow(
    /^The routers of us-east-1 cannot run as pods:\n- tenants is empty.*\n- environment has no ROUTER_CONFIG; /,
  );
});

test('an image by tag is refused', () => {
  const image = { repository: 'node', version: '24', digest: 'latest', sizeGib: 1 };
  expect(changed({ image })).toThrow(/the image of container unpack is node@latest; name it by digest/);
});

(whenThere.run ? test : test.skip).each(['1.35', '1.36'])(
  `Kubernetes %s accepts every object, strictly${whenThere.named}`,
  (kubernetes) => {
    const validate = strictValidator(kubernetes);
    expect(routerManifests({ ...routers, kubernetesVersion: kubernetes }).flatMap(validate)).toEqual([]);
  },
);
