import { platform } from '../../../lib/config/platform.ts';
import { multiRegion } from '../../../lib/config/presets/multi-region.ts';
import { routerConfig, upstreamSecrets } from '../../../lib/config/router-config.ts';

const config = platform({
  ...multiRegion,
  models: {
    here: { openai: { apiKey: { secret: 'b/key' } }, regions: ['eu-west-1'] },
    there: { openai: { apiKey: { secret: 'a/key' } }, regions: ['us-east-1'] },
    everywhere: { openai: { apiKey: { secret: 'a/key' } } },
    echo: { echo: {} },
  },
});

test('a region’s router knows the models of that region and no others', () => {
  expect(Object.keys(routerConfig(config, 'eu-west-1').models)).toEqual(['here', 'everywhere', 'echo']);
  expect(Object.keys(routerConfig(config, 'ap-northeast-1').models)).toEqual(['everywhere', 'echo']);
});

test('the secrets that a region’s router reads are named once each, in order', () => {
  expect(upstreamSecrets(routerConfig(config, 'us-east-1'))).toEqual(['a/key']);
  expect(upstreamSecrets(routerConfig(config, 'eu-west-1'))).toEqual(['a/key', 'b/key']);
});
