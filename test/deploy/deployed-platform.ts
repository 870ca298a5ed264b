import { platform } from '../../lib/config/index.ts';
import { cloudApis } from '../../lib/config/presets/cloud-apis.ts';

const price = (each: number) => ({ inputPerMillionTokens: each, outputPerMillionTokens: each });

/** The preset, with texts that are held for people, a tenant that has a small budget in one region, and backups. */
export default platform({
  ...cloudApis,
  regions: { ...cloudApis.regions, 'eu-west-1': { ...cloudApis.regions['eu-west-1'], vectors: { engine: 's3-vectors' } } },
  data: { backups: {}, usageExport: {} },
  moderation: { input: { 'prompt-injection': { review: 0.5 } } },
  models: { ...cloudApis.models, dear: { echo: {}, price: price(10) }, cheap: { echo: {}, price: price(5) } },
  tenants: {
    ...cloudApis.tenants,
    frugal: {
      residency: ['eu-west-1'],
      budgets: { month: 1, cheaperModel: 'cheap', alertAt: [0.0001], whenReached: { cheaperModel: 0.0001, block: 0.2 } },
    },
  },
});
