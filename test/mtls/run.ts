import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { embedder, llama70b } from '../services/serving/support/models.ts';
import { type Harness, harness } from '../support/harness.ts';
import { ask, showing, shownBy } from './ask.ts';
import { type Authority, issue, makeAuthority } from './authority.ts';
import { testEnd, testRouter } from './behind-router.ts';
import { certificateOf, NAME, routed, served } from './manifests.ts';
import { type Pod, startPod } from './pod.ts';

/** `npm run test:mtls`: nginx with the manifests' own configuration in front of an engine, and the packed router before it. cert-manager is played by openssl. */
harness('mtls', async (run) => {
  chmodSync(run.folder, 0o711);
  const authority = makeAuthority(run.folder, 'llm-models');
  const stranger = makeAuthority(run.folder, 'another');
  const server = issue(authority, certificateOf(served, 'llama-70b-v3'), 'server');
  const client = issue(authority, certificateOf(routed, 'router-tls'), 'client');
  const pod = await startPod(path.join(run.folder, 'pod'), served, llama70b, server);
  await testDoors(run, pod, { authority, stranger, server, client });
  await testTriton(run, authority, client);
  await testRouter(run, pod, authority, client);
  await testEnd(run, pod, client, authority);
});

interface Certificates {
  readonly authority: Authority;
  readonly stranger: Authority;
  readonly server: string;
  readonly client: string;
}

async function testDoors({ check }: Harness, { engine, ports, renew }: Pod, given: Certificates): Promise<void> {
  const { authority, stranger, server, client } = given;
  const shows = (secret?: string) => showing(secret, authority.folder);
  const refused = async (options: ReturnType<typeof shows>) => {
    const before = engine.seen.length;
    const { status, text } = await ask(ports.routers, NAME, options);
    assert.equal(status, 503);
    assert.match(text, /router/);
    assert.equal(engine.seen.length, before, 'the engine has seen it');
  };
  await check('with a router’s certificate the engine answers, by TLS 1.3', async () => {
    assert.equal((await ask(ports.routers, NAME, shows(client))).status, 200);
    await assert.rejects(ask(ports.routers, NAME, { ...shows(client), maxVersion: 'TLSv1.2' }), /protocol version/);
  });
  await check('without a certificate the engine hears nothing', () => refused(shows()));
  await check('with a certificate of another authority the engine hears nothing', () =>
    refused(shows(issue(stranger, certificateOf(routed, 'router-tls'), 'client'))),
  );
  await check('with a server’s certificate of the same authority the engine hears nothing', () => refused(shows(server)));
  await check('with a certificate of the same authority for another name the engine hears nothing', () => {
    const other = { ...certificateOf(routed, 'router-tls'), spec: { commonName: 'intruder', usages: ['client auth'] } };
    return refused(shows(issue(authority, other, 'intruder')));
  });
  await check('a router that trusts another authority does not send anything', () =>
    assert.rejects(ask(ports.routers, NAME, showing(client, stranger.folder)), /certificate/),
  );
  await check('the certificate is for the names of its own Service alone', () =>
    assert.rejects(ask(ports.routers, 'qwen-v1.models.svc.cluster.local', shows(client)), /altnames/),
  );
  await check('plain HTTP is refused', async () => {
    assert.equal((await fetch(`http://127.0.0.1:${ports.routers}/v1/models`)).status, 400);
  });
  await check('the load balancer, which shows no certificate, comes in by its own port, as it speaks TLS 1.2', async () => {
    const { status } = await ask(ports.loadBalancer, NAME, { ...shows(), maxVersion: 'TLSv1.2' });
    assert.equal(status, 200);
  });
  await check('kubelet and Prometheus come in without TLS, and reach nothing else', async () => {
    const said = (port: number, url: string) => fetch(`http://127.0.0.1:${port}${url}`).then(({ status }) => status);
    assert.deepEqual(await Promise.all([said(ports.probes, '/health'), said(ports.metrics, '/metrics')]), [200, 200]);
    assert.deepEqual(await Promise.all([said(ports.probes, '/v1/models'), said(ports.metrics, '/v1/models')]), [404, 404]);
  });
  await check('a renewed certificate is shown at once, without a reload', async () => {
    const renewed = issue(authority, certificateOf(served, 'llama-70b-v3'), 'renewed');
    const before = await shownBy(ports.routers, NAME, shows(client));
    renew(renewed);
    const after = await shownBy(ports.routers, NAME, shows(client));
    assert.notEqual(after.serialNumber, before.serialNumber);
  });
}

async function testTriton({ check, folder }: Harness, authority: Authority, client: string): Promise<void> {
  const secret = issue(authority, certificateOf(served, 'embedder-v7'), 'triton');
  const pod = await startPod(path.join(folder, 'triton'), served, embedder, secret);
  await check('in front of Triton: requests, readiness and metrics, which has a port of its own', async () => {
    const shows = showing(client, authority.folder);
    assert.equal((await ask(pod.ports.routers, 'embedder-v7.models.svc.cluster.local', shows, '/v2/models/a')).status, 200);
    assert.equal((await fetch(`http://127.0.0.1:${pod.ports.probes}/v2/health/ready`)).status, 200);
    assert.match(await (await fetch(`http://127.0.0.1:${pod.ports.metrics}/metrics`)).text(), /requests 1/);
  });
  await pod.stop();
}
