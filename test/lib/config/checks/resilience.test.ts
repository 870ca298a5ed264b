import { platform } from '../../../../lib/config/platform.ts';
import { routerConfig } from '../../../../lib/config/router-config.ts';
import { input, linesOf } from '../support.ts';

const openai = { baseUrl: 'http://127.0.0.1:9000/v1' };
const withTimeouts = (timeouts: object, kind: object = { openai }) => input({ models: { m: { ...kind, timeouts } } });
const resolved = (timeouts: object) => routerConfig(platform(withTimeouts(timeouts)), 'us-east-1').models.m;

test('what is written arrives in milliseconds, with defaults for the rest', () => {
  expect(resolved({ firstTokenSeconds: 300 })).toMatchObject({
    timeouts: { connectMs: 5_000, firstTokenMs: 300_000, stallMs: 25_000, totalMs: 600_000 },
  });
  expect(resolved({ totalSeconds: 3 })).toMatchObject({
    timeouts: { connectMs: 3_000, firstTokenMs: 3_000, stallMs: 3_000, totalMs: 3_000 },
  });
});

test('a model without limits of its own carries none', () => {
  expect(resolved({})).toEqual({ kind: 'openai', ...openai });
});

test.each([{ openai }, { anthropic: openai }, { bedrock: 'amazon.nova-lite-v1:0' }, { triton: { ...openai, model: 'm' } }])(
  '%j may have them',
  (kind) => {
    expect(linesOf(withTimeouts({ connectSeconds: 1 }, kind))).toEqual([]);
  },
);

test('a part that is longer than the whole would never be reached', () => {
  expect(linesOf(withTimeouts({ firstTokenSeconds: 61, stallSeconds: 60, totalSeconds: 60 }))).toEqual([
    'models.m.timeouts.firstTokenSeconds: 61 is above the totalSeconds of 60 and would never be reached; lower it, or raise totalSeconds',
  ]);
  expect(linesOf(withTimeouts({ stallSeconds: 601 }))).toEqual([
    'models.m.timeouts.stallSeconds: 601 is above the default totalSeconds of 600 and would never be reached; lower it, or raise totalSeconds',
  ]);
});

test.each([{ echo: {} }, { hashingEmbedder: {} }])('%j has no upstream to wait for', (kind) => {
  expect(linesOf(withTimeouts({ connectSeconds: 1 }, kind))).toEqual([
    'models.m.timeouts: is for upstreams, but this model is computed in the router; leave it out',
  ]);
});

test.each([
  [{ totalSeconds: 871 }, 'models.m.timeouts.totalSeconds: 871 is not a whole number from 1 to 870; use a number such as 600'],
  [{ connectSeconds: 0 }, 'models.m.timeouts.connectSeconds: 0 is not a whole number from 1 to 60; use a number such as 5'],
])('%j is refused', (timeouts, line) => {
  expect(linesOf(withTimeouts(timeouts))).toEqual([line]);
});
