import { platform } from '../../../lib/config/platform.ts';
import { presetNamed, presets } from '../../../lib/config/presets/index.ts';

test('single-region is one region with a network over three zones', () => {
  const config = platform(presets['single-region']);
  expect(Object.keys(config.regions)).toEqual(['us-east-1']);
  expect(config.regions['us-east-1']?.network).toEqual({
    kind: 'own',
    cidr: '10.10.0.0/16',
    zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 3,
  });
});

test('cloud-apis is three regions, one without a network, and a tenant that stays in Europe', () => {
  const config = platform(presets['cloud-apis']);
  expect(config.primaryRegion).toBe('us-east-1');
  expect(Object.entries(config.regions).map(([name, { network }]) => [name, network?.kind])).toEqual([
    ['us-east-1', 'own'],
    ['eu-west-1', 'own'],
    ['ap-northeast-1', undefined],
  ]);
  expect(config.tenants.research?.residency).toEqual(['eu-west-1']);
});

test('multi-region is the same with GPUs in two regions, and served models before a cloud API', () => {
  const { regions, routes } = platform(presets['multi-region']);
  expect(Object.entries(regions).map(([name, { gpus }]) => [name, Object.keys(gpus?.nodeGroups ?? {})])).toEqual([
    ['us-east-1', ['h100', 'small']],
    ['eu-west-1', ['small']],
    ['ap-northeast-1', []],
  ]);
  expect(routes.chat?.candidates.map(({ model }) => model)).toEqual(['llama-70b@v3', 'llama-70b@v4', 'llama-8b', 'gpt-mini']);
});

test.each(Object.entries(presets))(
  '%s serves an echo model, an embedder and a real one, whose key is a reference',
  (_, preset) => {
    const { models } = platform(preset);
    expect(models.echo?.target).toEqual({ kind: 'echo' });
    expect(models['hashing-embedder']?.target.kind).toBe('hashing-embedder');
    expect(models['gpt-mini']?.target).toEqual({
      kind: 'openai',
      baseUrl: 'https://api.openai.com/v1',
      model: 'gpt-5.4-mini',
      apiKey: { secret: 'openai/api-key' },
    });
  },
);

test('presets are frozen, and found by their names alone', () => {
  expect(Object.isFrozen(presets['multi-region'].regions)).toBe(true);
  expect(presetNamed('multi-region')).toBe(presets['multi-region']);
  expect(presetNamed('constructor')).toBeUndefined();
});
