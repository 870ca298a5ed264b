import { setImmediate } from 'node:timers/promises';
import { channelTelemetry } from '../../../../lambda/router/adapters/channel-telemetry.ts';
import type { RouterConfig } from '../../../../lambda/router/contract/router-config.ts';
import type { ModelTarget } from '../../../../lambda/router/contract/targets.ts';
import { upstreamOf } from '../../../../lambda/router/domain/routing/routing-state.ts';
import { breakersOf } from '../../../../tools/local/observed/routes.ts';
import { testPorts } from '../../../lambda/router/support/ports.ts';

const openai = (host: string): ModelTarget => ({ kind: 'openai', baseUrl: `http://${host}/v1` });
const CONFIG: RouterConfig = {
  version: 1,
  models: { gpt: openai('gpt'), llama: openai('llama'), '*': openai('any'), echo: { kind: 'echo' } },
  routes: {
    chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }, { model: 'echo' }] },
    other: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }] },
  },
};

test('who does not know the configuration is told of the router’s own, as it was at the last look', async () => {
  const ports = testPorts({ config: { current: async () => CONFIG, refresh: async () => undefined } });
  channelTelemetry(ports);
  breakersOf();
  await setImmediate();
  expect(Object.keys(breakersOf())).toEqual(['gpt', 'llama', '*']);
});

test('the breaker of every model that is asked over the network is told once, whether behind an alias or not', () => {
  const ports = testPorts({});
  channelTelemetry(ports);
  expect(breakersOf(CONFIG)).toEqual({ gpt: 'closed', llama: 'closed', '*': 'closed' });
  for (const name of ['gpt', '*']) {
    const upstream = upstreamOf(name, CONFIG.models[name] ?? openai(name));
    const startedAt = ports.clock.now();
    for (let count = 0; count < 5; count++) {
      ports.routing.ended(upstream, { kind: 'failure', startedAt, at: startedAt, stream: false });
    }
  }
  expect(breakersOf(CONFIG)).toEqual({ gpt: 'open', llama: 'closed', '*': 'open' });
});
