import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Prometheus, startPrometheus } from '../../tools/demo/prometheus.ts';
import { startChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { type LocalPlatform, startPlatform } from '../support/local-platform.ts';
import type { Program } from './programs.ts';
import { settled } from './settled.ts';
import { configIn, DOOMED_MS, demandQuery, RELEASE, redirect } from './sleeping-platform.ts';

const SCALER_MS = 100;
const START_MS = 3_000;

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly afterMs: number;
}

/** A served model that has no process until a scaler has started one, which asks a real Prometheus what KEDA would. */
export async function testColdStart({ check, folder }: Harness, programs: Readonly<Record<Program, string>>): Promise<void> {
  const [port, nobody, file] = [await freePort(), await freePort(), configIn(folder)];
  const platform = await startPlatform(['--config', file]);
  await redirect(platform, port, nobody);
  const targets = { platform: { address: new URL(platform.url).host, path: '/metrics' } };
  const watched = { rules: [], targets, alertmanager: '127.0.0.1:9' };
  const prometheus = await startPrometheus(programs.prometheus, path.join(folder, 'cold-start'), watched);
  const query = await demandQuery(file);
  let woken: ChildProcess | undefined;

  await check('a model that does not wake in its time: the client is told which and when to come back', async () => {
    const { status, text, afterMs } = await chat(platform, 'doomed');
    assert.equal(status, 503);
    assert.match(text, /The model 'doomed' was to wake within 3 s and has not/);
    assert.ok(afterMs >= DOOMED_MS, `${afterMs} ms`);
  });

  await check('while nobody asks, the query by which KEDA wakes the model is 0', async () => {
    await settled(async () => ((await answerOf(prometheus, 'up')) === 1 ? undefined : 'Prometheus does not see the platform'));
    assert.equal(await answerOf(prometheus, query), 0);
  });

  await check(
    'a request for a model that sleeps is wanted within a second, in the metrics of whoever starts models',
    async () => {
      const leaving = new AbortController();
      const asking = chat(platform, 'llama', leaving.signal).catch(() => undefined);
      await wanted(platform, 1);
      leaving.abort();
      await asking;
      await eventually(() => /"message":"request".*"coldStartMs":\d/.test(platform.stdout()) || undefined);
    },
  );

  await check(
    'seven requests wait while a scaler starts the process, one that leaves is let go, and all others are answered',
    async () => {
      const leaving = new AbortController();
      const asked = [1, 2, 3, 4, 5, 6].map((each) => chat(platform, each > 3 ? 'llama' : 'chat', undefined, each % 2 === 0));
      const gone = chat(platform, 'llama', leaving.signal).catch(() => undefined);
      await wanted(platform, 7);
      const scaler = scale(() => answerOf(prometheus, query), port);
      leaving.abort();
      const leftAt = performance.now();
      await wanted(platform, 6);
      const letGoMs = Math.round(performance.now() - leftAt);
      await gone;
      const answers = await Promise.all(asked);
      const { startedAt, model } = await scaler;
      woken = model;
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.ok(answers.every(({ text }) => text.includes('awake') || text.includes('chat.completion')));
      assert.ok(answers.every(({ afterMs }) => afterMs >= START_MS));
      assert.deepEqual(await countsAt(port), { health: 1, chat: 6 });
      console.log(
        `    answered ${Math.round(performance.now() - startedAt)} ms after the process was started; who left was let go after ${letGoMs} ms`,
      );
    },
  );

  await check('what is awake is asked without a question for its health, and is wanted no more', async () => {
    assert.equal((await chat(platform, 'llama')).status, 200);
    assert.deepEqual(await countsAt(port), { health: 1, chat: 7 });
    assert.equal(await wantedNow(platform), 0);
  });

  await check('metrics count the calls as asleep, and one request as failed: that for the model that did not wake', async () => {
    const text = await metrics(platform);
    assert.match(text, /llm_upstream_attempts_total\{upstream="llama",outcome="asleep"\} \d/);
    assert.match(text, /llm_cold_start_seconds_count\{model="chat"\} 3/);
    const failed = [...text.matchAll(/^llm_requests_total\{model="([^"]+)",status="5\d\d"\} (\d+)/gm)].map(([, ...rest]) => rest);
    assert.deepEqual(failed, [['doomed', '1']]);
  });
  woken?.kill();
  await platform.stop();
}

async function chat({ url, apiKey }: LocalPlatform, model: string, signal?: AbortSignal, stream = false): Promise<Answered> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hi' }] }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  return { status: response.status, text, afterMs: performance.now() - startedAt };
}

const countsAt = async (port: number): Promise<unknown> => (await fetch(`http://127.0.0.1:${port}/counts`)).json();

const metrics = async ({ url }: LocalPlatform): Promise<string> => (await fetch(new URL('/metrics', url))).text();

const wantedNow = async (platform: LocalPlatform): Promise<number> =>
  Number(new RegExp(`^llm_cold_start_demand\\{release="${RELEASE}"\\} (\\d+)`, 'm').exec(await metrics(platform))?.[1] ?? 0);

const wanted = (platform: LocalPlatform, count: number) =>
  eventually(async () => ((await wantedNow(platform)) === count ? true : undefined));

async function answerOf({ get }: Prometheus, query: string): Promise<number> {
  const { result } = (await get('query', { query })) as {
    readonly result: readonly { readonly value: readonly [number, string] }[];
  };
  return Number(result[0]?.value[1] ?? Number.NaN);
}

/** In place of KEDA: looks at the demand, and starts a replica, which takes its time. */
async function scale(
  demand: () => Promise<number>,
  port: number,
): Promise<{ readonly startedAt: number; readonly model: ChildProcess }> {
  while (!((await demand()) > 0)) await sleep(SCALER_MS);
  await sleep(START_MS);
  const startedAt = performance.now();
  const file = path.join(__dirname, 'woken-model.ts');
  return { startedAt, model: startChild(process.execPath, ['--import', 'tsx', file, String(port)], { stdio: 'inherit' }) };
}
