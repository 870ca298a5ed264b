import type { Labels } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { releaseLabels, sharedLabels } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { authorityName, CERT_MANAGER, ROUTER_IDENTITY, serverSecretName } from './names.ts';

const API = 'cert-manager.io/v1';

/** Of servers and routers: three days, renewed each day, so that a cert-manager that is broken over a weekend is no outage. */
const LEAF = { duration: '72h0m0s', renewBefore: '48h0m0s' };

/** Ten years: whoever trusts the authority reads its certificate when a pod starts, and pods live for days. */
const AUTHORITY = { duration: '87600h0m0s', renewBefore: '43800h0m0s' };

/** What a certificate is for; an authority's other certificates are of no use there. */
interface Leaf {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly platform: string;
  readonly secretName: string;
  readonly usage: 'client auth' | 'server auth';
  readonly subject: { readonly commonName: string } | { readonly dnsNames: readonly string[] };
}

/** The authority of a region's models. Its key is made in the cluster by cert-manager, and leaves it never. */
export function authorityManifests(serving: Serving): readonly Manifest[] {
  const { platform } = serving;
  const name = authorityName(platform);
  const labels = sharedLabels(serving);
  const secretName = `${name}-ca`;
  const inCertManager = { namespace: CERT_MANAGER, labels };
  return [
    { apiVersion: API, kind: 'Issuer', metadata: { name: `${name}-self-signed`, ...inCertManager }, spec: { selfSigned: {} } },
    {
      apiVersion: API,
      kind: 'Certificate',
      metadata: { name: secretName, ...inCertManager },
      spec: {
        isCA: true,
        commonName: name,
        secretName,
        ...AUTHORITY,
        // The same key, so that certificates of before and after a renewal trust each other.
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
        usages: ['cert sign', 'crl sign'],
        issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: `${name}-self-signed` },
      },
    },
    { apiVersion: API, kind: 'ClusterIssuer', metadata: { name, labels }, spec: { ca: { secretName } } },
  ];
}

/** By which routers know the pods of a release. */
export function serverCertificate({ namespace, platform }: Serving, model: ServedModel, release: ModelRelease): Manifest {
  const name = releaseName(model, release);
  return certificate({
    ...{ name, namespace, platform, labels: releaseLabels(model, release), usage: 'server auth' },
    secretName: serverSecretName(model, release),
    subject: { dnsNames: [`${name}.${namespace}.svc.cluster.local`, `${name}.${namespace}.svc`] },
  });
}

/** By which pods of models know routers. */
export function routerCertificate(given: Pick<Leaf, 'name' | 'namespace' | 'labels' | 'platform'>): Manifest {
  return certificate({ ...given, secretName: given.name, usage: 'client auth', subject: { commonName: ROUTER_IDENTITY } });
}

function certificate({ name, namespace, labels, platform, secretName, usage, subject }: Leaf): Manifest {
  return {
    apiVersion: API,
    kind: 'Certificate',
    metadata: { name, namespace, labels },
    spec: {
      ...subject,
      secretName,
      ...LEAF,
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', usage],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: authorityName(platform) },
    },
  };
}
