import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { otlpSpans } from '../../lambda/router/adapters/otlp-spans.ts';
import { collectorConfig } from '../../services/observability/collector/collector-config.ts';
import { runChild } from '../../tools/emulator/child.ts';
import { freePort } from '../../tools/emulator/free-port.ts';
import { startLoopbackServer } from '../../tools/emulator/loopback-server.ts';
import { onPath } from '../../tools/emulator/on-path.ts';
import { startReady } from '../../tools/emulator/start-ready.ts';
import type { Harness } from '../support/harness.ts';
import { settled } from './settled.ts';

const SECONDS = 2;

/** A real OpenTelemetry collector with our configuration, from the router's own exporter to what X-Ray would be told. */
export async function testTraceCollector({ folder, check }: Harness): Promise<void> {
  const program = ['aws-otel-collector', 'otelcol-contrib', 'otelcol'].map(onPath).find((found) => found !== undefined);
  if (program === undefined) {
    console.log('not run: an OpenTelemetry collector with awsxray and tail_sampling (otelcol-contrib) is not on the PATH');
    return;
  }
  // Nothing ordinary is kept, so that what arrives was kept for its own sake.
  const config = collectorConfig({ region: 'eu-west-1', sampling: { percent: 0.000001, slowSeconds: SECONDS } });
  const file = path.join(folder, 'collector', 'collector.yaml');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, stringify(config));
  await check('the collector accepts its configuration', async () => {
    const { code, output } = await runChild(program, ['validate', '--config', file]);
    if (code !== 0) throw new Error(output);
  });
  const xray = await fakeXray();
  const [otlp, health] = [await freePort(), await freePort()];
  const local = {
    ...config,
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters: { awsxray: { ...config.exporters.awsxray, endpoint: xray.url, local_mode: true } },
  };
  writeFileSync(file, stringify(local));
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_EC2_METADATA_DISABLED: 'true' };
  const child = await startReady({
    name: 'the collector',
    command: program,
    args: ['--config', file],
    readyUrl: `http://127.0.0.1:${health}/`,
    logFile: path.join(path.dirname(file), 'collector.log'),
    env: { ...process.env, ...credentials },
  });
  await check(
    'what failed and what was slow reaches X-Ray with its tenant as annotation, and nothing ordinary does',
    async () => {
      await sendTraces(`http://127.0.0.1:${otlp}`);
      return settled(async () => {
        const kept = xray.segments.map(
          ({ annotations }) => annotations?.['llm_platform.tenant'] ?? annotations?.llm_platform_tenant,
        );
        return [...kept].sort().join() === 'failed,slow' ? undefined : `X-Ray was told of: ${kept.join(', ') || 'nothing'}`;
      });
    },
  );
  child.kill();
  xray.close();
}

/** One trace that failed, one that was slow, and fifty others. */
async function sendTraces(url: string): Promise<void> {
  const before = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = url;
  const queue = otlpSpans({}, (error) => console.log(`not exported: ${String(error)}`));
  if (before === undefined) delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
  else process.env.OTEL_EXPORTER_OTLP_ENDPOINT = before;
  const now = Date.now();
  const trace = (tenant: string, index: number, milliseconds: number, failed = false) =>
    queue.add(`${Math.floor(now / 1000).toString(16)}${index.toString(16).padStart(24, '0')}`, [
      {
        name: 'POST /v1/chat/completions',
        kind: 'server',
        spanId: (index + 1).toString(16).padStart(16, '0'),
        startedAt: now - milliseconds,
        endedAt: now,
        failed,
        attributes: { 'llm_platform.tenant': tenant },
      },
    ]);
  trace('failed', 1, 20, true);
  trace('slow', 2, SECONDS * 1000 + 500);
  for (let index = 3; index < 53; index++) trace('ordinary', index, 20);
  await queue.flush();
}

interface Segment {
  readonly annotations?: Readonly<Record<string, string>>;
}

async function fakeXray() {
  const segments: Segment[] = [];
  const server = await startLoopbackServer(async (request, response) => {
    const body = JSON.parse((await text(request)) || '{}') as { readonly TraceSegmentDocuments?: readonly string[] };
    segments.push(...(body.TraceSegmentDocuments ?? []).map((document) => JSON.parse(document) as Segment));
    response.setHeader('content-type', 'application/json').end('{"UnprocessedTraceSegments":[]}');
  });
  return { ...server, segments };
}
