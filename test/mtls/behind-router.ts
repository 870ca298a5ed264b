import assert from 'node:assert/strict';
import path from 'node:path';
import { releaseUrl } from '../../services/serving/names.ts';
import { llama70b } from '../services/serving/support/models.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { ask, showing } from './ask.ts';
import { type Authority, issue, project } from './authority.ts';
import { certificateOf, NAME, routed, served, serving } from './manifests.ts';
import { type Pod, word } from './pod.ts';
import { chat, type Router, startRouter } from './router.ts';

/** The packed router before the pod. */
export async function testRouter({ check, folder }: Harness, pod: Pod, authority: Authority, client: string): Promise<void> {
  const mount = path.join(folder, 'router-tls');
  project(client, mount);
  const [release] = llama70b.releases;
  assert.ok(release);
  const url = `${releaseUrl(serving, llama70b, release)}/v1`.replace(':8443/', `:${pod.ports.routers}/`);
  const start = (name: string, certificate: string | undefined) =>
    startRouter(path.join(folder, name), routed, { llama: url }, certificate);
  const router = await start('router', mount);

  await check('the packed router reaches the engine, and a prompt of 5 MB with it', async () => {
    const response = await chat(router, { model: 'llama', messages: [{ role: 'user', content: 'x'.repeat(5_000_000) }] });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /read 50000\d\d/);
  });

  await check('a stream comes word by word: the first is there before the engine has said the second', async () => {
    const response = await chat(router, { model: 'llama', stream: true });
    const reader = response.body?.getReader();
    const first = Buffer.from((await reader?.read())?.value ?? []).toString();
    assert.match(first, /first/);
    assert.doesNotMatch(first, /last/);
    pod.engine.open.pop()?.end(`${word('last')}data: [DONE]\n\n`);
    let rest = '';
    for (let chunk = await reader?.read(); chunk?.done === false; chunk = await reader?.read()) rest += Buffer.from(chunk.value);
    assert.match(rest, /last[\s\S]*data: \[DONE\]/);
  });

  await check('both certificates renewed five times under load: no request fails', async () => {
    const statuses: number[] = [];
    let stop = false;
    const workers: Promise<void>[] = [];
    const work = async () => {
      while (!stop) statuses.push((await chat(router, { model: 'llama' })).status);
    };
    for (let round = 1; round <= 5; round += 1) {
      // More at a time than before, so that connections are made in each round.
      workers.push(...Array.from({ length: 4 }, work));
      pod.renew(issue(authority, certificateOf(served, 'llama-70b-v3'), `server-${round}`));
      project(issue(authority, certificateOf(routed, 'router-tls'), `client-${round}`), mount);
      const before = statuses.length;
      await eventually(() => statuses.length > before + 50 || undefined);
    }
    stop = true;
    await Promise.all(workers);
    assert.deepEqual([...new Set(statuses)], [200]);
    console.log(`    ${statuses.length} requests`);
  });

  await check('after a renewal the router shows the new certificate: one that is no router’s is refused', async () => {
    const other = { ...certificateOf(routed, 'router-tls'), spec: { commonName: 'intruder', usages: ['client auth'] } };
    project(issue(authority, other, 'intruder-2'), mount);
    // undici lets go of an idle connection after four seconds.
    const status = await new Promise<number>((resolve) => {
      setTimeout(() => chat(router, { model: 'llama' }).then((response) => resolve(response.status)), 4_500);
    });
    assert.equal(status, 503);
    project(client, mount);
  });

  const without = await start('without', undefined);
  await check('a router without a certificate says so, and sends nothing', async () => {
    const before = pod.engine.seen.length;
    const response = await chat(without, { model: 'llama' });
    assert.ok(response.status >= 500, String(response.status));
    assert.equal(pod.engine.seen.length, before);
  });
  for (const { container } of [router, without] satisfies Router[]) container.child.kill('SIGTERM');
}

/** nginx is told to stop after the engine: what is still under way gets out. */
export async function testEnd({ check }: Harness, pod: Pod, client: string, authority: Authority): Promise<void> {
  await check('told to stop, nginx lets the stream under way finish, and ends with exit code 0', async () => {
    const { engine, ports } = pod;
    const before = engine.open.length;
    const streaming = ask(ports.routers, NAME, showing(client, authority.folder), '/v1/chat/completions', '{"stream":true}');
    const open = await eventually(() => engine.open[before]);
    const ended = pod.stop();
    await eventually(async () => {
      const late = ask(ports.routers, NAME, showing(client, authority.folder));
      return (await late.catch(({ code }: NodeJS.ErrnoException) => code)) === 'ECONNREFUSED' || undefined;
    });
    open.end(word('last'));
    assert.match((await streaming).text, /first[\s\S]*last/);
    assert.equal(await ended, 0);
    assert.equal(pod.said(), '');
  });
}
