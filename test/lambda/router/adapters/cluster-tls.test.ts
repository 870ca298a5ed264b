import { clusterTlsFrom } from '../../../../lambda/router/adapters/cluster-tls.ts';
import { undiciUpstream } from '../../../../lambda/router/adapters/undici-upstream.ts';
import { UpstreamFailure } from '../../../../lambda/router/domain/ports.ts';
import { TIMEOUTS } from '../support/sending.ts';

const INSIDE = 'https://llama-70b-v3.models.svc.cluster.local:8443';

test('without the variable every upstream is connected to as ever', () => {
  expect(clusterTlsFrom({})).toBeUndefined();
});

test('a value that is no folder is shown, with what to write', () => {
  for (const value of ['/tls', 'folder:', 'file:/tls/tls.crt']) {
    expect(() => clusterTlsFrom({ CLUSTER_TLS: value })).toThrow(
      `environment variable CLUSTER_TLS is '${value}'; write folder: and the path of the certificate's folder`,
    );
  }
});

test('the certificate is shown inside the cluster alone', () => {
  const connectorOf = clusterTlsFrom({ CLUSTER_TLS: 'folder:/tls' });
  const shown = (url: string) => connectorOf?.(new URL(url), 1000) !== undefined;
  expect(
    [INSIDE, 'https://api.openai.com', 'https://svc.cluster.local.example.com', 'https://a.models.acme.internal'].map(shown),
  ).toEqual([true, false, false, false]);
});

test('as long as there is no certificate the upstream cannot be reached', async () => {
  const upstream = undiciUpstream(TIMEOUTS, clusterTlsFrom({ CLUSTER_TLS: 'folder:/nowhere' }));
  const call = { baseUrl: INSIDE, path: '/v1/models', headers: {}, body: '{}', signal: new AbortController().signal };
  await expect(upstream.send(call)).rejects.toThrow(new UpstreamFailure('unreachable', 'ENOENT'));
  await upstream.close();
});
