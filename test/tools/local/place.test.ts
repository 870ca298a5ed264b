import { platform } from '../../../lib/config/platform.ts';
import { placeIn } from '../../../tools/local/place.ts';

const config = platform({
  name: 'acme',
  regions: { 'us-east-1': { primary: true }, 'eu-west-1': {}, 'eu-central-1': {} },
  models: { echo: { echo: {} } },
  tenants: {
    germany: { residency: ['eu-central-1'] },
    europe: { residency: ['eu-central-1', 'eu-west-1'] },
    usa: { residency: ['us-east-1'] },
  },
});

test('the primary region is served by default, for the tenants that may live there', () => {
  expect(placeIn(config)).toEqual({ region: 'us-east-1', tenants: ['usa'] });
});

test('another region has its own tenants, in the order of the configuration', () => {
  expect(placeIn(config, 'eu-central-1')).toEqual({ region: 'eu-central-1', tenants: ['germany', 'europe'] });
});

test.each(['mars-1', '', 'constructor'])('region %j is refused', (region) => {
  expect(() => placeIn(config, region)).toThrow(
    `region '${region}' is not in the configuration, which has us-east-1, eu-west-1, eu-central-1`,
  );
});

test('a region without tenants is refused', () => {
  const { germany, usa } = config.tenants;
  if (!germany || !usa) throw new Error('tenants are missing');
  expect(() => placeIn({ ...config, tenants: { germany, usa } }, 'eu-west-1')).toThrow(
    "no tenant of the configuration may be served in region 'eu-west-1'; choose another --region",
  );
});
