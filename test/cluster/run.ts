import { CERT_MANAGER } from '../../services/serving/tls/names.ts';
import { everything } from '../services/serving/support/servings.ts';
import { harness } from '../support/harness.ts';
import { testAccepted, testKubectl, testPodSecurity, testStrictness } from './accepted.ts';
import { testPlugins } from './add-ons.ts';
import { connectTo } from './api.ts';
import { testCannotFit } from './cannot-fit.ts';
import { testContainer } from './container.ts';
import { controlPlane } from './control-plane.ts';
import { customResourceDefinitions } from './crds.ts';
import { testEveryRelease } from './every-release.ts';
import { testNamespace } from './namespace.ts';
import { testPlacement } from './placed.ts';
import { podsOfDeployment } from './pods.ts';
import { testRouters } from './routers.ts';
import { filesOf, models, presetServings, SETS, writtenFor } from './sets.ts';

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
  for (const name of [everything.monitoring.namespace, CERT_MANAGER]) {
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await testKubectl(run, plane, filesOf({ ...everything, namespace: 'by-kubectl' }));
  for (const [name, manifests] of Object.entries(SETS)) await testAccepted(run, api, name, manifests);
  for (const [name, serving] of await presetServings()) {
    // The definition of AWS's controller of load balancers is not at hand.
    const manifests = writtenFor(serving).filter(({ kind }) => kind !== 'TargetGroupBinding');
    await testAccepted(run, api, `preset ${name} (without TargetGroupBinding)`, manifests);
    await testEveryRelease(run, api, name, serving);
  }
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
