import { gpuQueues } from '../../services/add-ons/queues.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { routerManifests } from '../../services/router/manifests.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import { routers } from '../services/router/support.ts';
import { everything, threeRegions } from '../services/serving/support/servings.ts';
import { harness } from '../support/harness.ts';
import { testAccepted, testKubectl, testPodSecurity, testStrictness } from './accepted.ts';
import { plugins, testPlugins } from './add-ons.ts';
import { connectTo } from './api.ts';
import { testCannotFit } from './cannot-fit.ts';
import { testContainer } from './container.ts';
import { controlPlane } from './control-plane.ts';
import { customResourceDefinitions } from './crds.ts';
import { burst } from './karpenter.ts';
import { testNamespace } from './namespace.ts';
import { testPlacement } from './placed.ts';
import { podsOfDeployment } from './pods.ts';
import { testRouters } from './routers.ts';

const models = servingManifests(everything);
const queues = gpuQueues(everything.nodeGroups, [{ namespace: everything.namespace, gpus: { l40s: 2 } }]);

/** What is applied and applied again, by what it is. */
const SETS: Readonly<Record<string, readonly Manifest[]>> = {
  'every kind of workload': models,
  ...Object.fromEntries(
    threeRegions.slice(1, 2).map((serving) => [serving.region, servingManifests({ ...serving, namespace: serving.region })]),
  ),
  routers: routerManifests(routers),
  'device plugins': plugins,
  'GPU queues': queues,
  "Karpenter's nodes": burst,
};

/** `npm run test:cluster`: what `services` makes of configurations, before a real API server and a real scheduler. */
harness('cluster', async (run) => {
  await testContainer(run);
  const plane = await controlPlane();
  const api = await connectTo(plane);
  console.log(`Kubernetes ${api.version} is up after ${(performance.now() / 1000).toFixed(1)} s`);
  const others = await api.untaintedNodes();
  if (others.length > 0) {
    throw new Error(
      `pods of the tests would land on ${others.join(', ')}; set KUBECONFIG to that of a cluster in which every node has a taint`,
    );
  }
  const definitions = customResourceDefinitions();
  await run.check(`the server accepts ${definitions.length} definitions of custom resources`, async () => {
    for (const { manifest } of definitions) await api.apply(manifest);
    for (const { kinds } of definitions) for (const { apiVersion, kind } of kinds) await api.known(apiVersion, kind);
  });
  await testKubectl(run, plane, servingManifests({ ...everything, namespace: 'by-kubectl' }));
  for (const [name, manifests] of Object.entries(SETS)) await testAccepted(run, api, name, manifests);
  await testStrictness(run, api, Object.values(SETS).flat());
  for (const pod of models
    .filter(({ kind }) => kind === 'Deployment')
    .slice(0, 1)
    .flatMap((each) => podsOfDeployment(each, 1))) {
    await testPodSecurity(run, api, pod);
    await testNamespace(run, api, models, pod);
  }
  await testPlacement(run, api);
  await testRouters(run, api);
  await testPlugins(run, api);
  await testCannotFit(run, api);
});
