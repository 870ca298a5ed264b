import { type Container, IntOrString, type Probe } from 'cdk8s-plus-33/lib/imports/k8s';
import { resources } from '../manifests/pod-parts.ts';
import { imageReference } from '../serving/engine/images.ts';
import { CONTAINER_SECURITY } from '../serving/workload/security.ts';
import { bundleName } from './bundle-volume.ts';
import { nodeImage } from './node-image.ts';
import type { RouterWorkload } from './router-workload.ts';
import { ServerEnvironment } from './server-environment.ts';

export const PORT = 8080;
export const ADMIN_PORT = 9090;

/** Until load balancers and kube-proxy have forgotten a pod that is told to stop, it goes on answering. */
export const FORGET_SECONDS = 15;

/** Unpacked: 6 MB. */
export const APP_MIB = 64;
const APP = '/app';
const BUNDLES = '/bundles';
const CERTIFICATE = '/tls';

/** What is checked is what is run: the copy, which nobody else can write to. */
const UNPACK = [
  'cp "$BUNDLE" bundle.tar.gz',
  'echo "$BUNDLE_SHA256  bundle.tar.gz" | sha256sum -c -',
  'tar -xzf bundle.tar.gz --no-same-owner',
  'rm bundle.tar.gz',
].join('\n');

/** Fetches the bundle, and ends with an error when its digest is another one. */
export function unpackContainer({ image = nodeImage(), bundle }: RouterWorkload): Container {
  return {
    name: 'unpack',
    image: imageReference(image),
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-ec', UNPACK],
    workingDir: APP,
    env: variables({ BUNDLE: `${BUNDLES}/${bundleName(bundle.key)}`, BUNDLE_SHA256: bundle.sha256 }),
    resources: resources('100m', '64Mi', '100Mi'),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'bundle', mountPath: BUNDLES, readOnly: true },
      { name: 'app', mountPath: APP },
    ],
  };
}

/** One process on one core: Node uses little more, and the number of pods does the rest. */
export function routerContainer(router: RouterWorkload): Container {
  const { image = nodeImage(), tenants, region, environment, drainSeconds, reaches } = router;
  const hasCertificate = reaches.models?.mutualTls === true;
  const probe = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
    httpGet: { path, port: IntOrString.fromString('admin') },
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold,
  });
  return {
    name: 'router',
    image: imageReference(image),
    imagePullPolicy: 'IfNotPresent',
    // Young objects are few and die soon: docs/benchmarks.md.
    command: ['node', '--max-semi-space-size=8', 'server.js'],
    workingDir: APP,
    env: variables({
      ...environment,
      // Prometheus asks this process.
      TELEMETRY: 'channel:',
      ...(hasCertificate && { CLUSTER_TLS: `folder:${CERTIFICATE}` }),
      [ServerEnvironment.REGION]: region,
      [ServerEnvironment.TENANTS]: JSON.stringify(tenants),
      [ServerEnvironment.PORT]: String(PORT),
      [ServerEnvironment.ADMIN_PORT]: String(ADMIN_PORT),
      [ServerEnvironment.DRAIN_SECONDS]: String(drainSeconds),
    }),
    ports: [
      { name: 'http', containerPort: PORT },
      { name: 'admin', containerPort: ADMIN_PORT },
    ],
    resources: resources('1', '1Gi', '500Mi'),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'app', mountPath: APP, readOnly: true },
      ...(hasCertificate ? [{ name: 'tls', mountPath: CERTIFICATE, readOnly: true }] : []),
    ],
    startupProbe: probe('/livez', 2, 30),
    readinessProbe: probe('/readyz', 5, 2),
    livenessProbe: probe('/livez', 10, 3),
    lifecycle: { preStop: { sleep: { seconds: FORGET_SECONDS } } },
  };
}

/** In the order of their names, so that a change of one is a change of one line. */
const variables = (values: { readonly [name: string]: string }) =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));
