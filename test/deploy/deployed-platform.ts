import { platform } from '../../lib/config/index.ts';
import { cloudApis } from '../../lib/config/presets/cloud-apis.ts';

const price = (each: number) => ({ inputPerMillionTokens: each, outputPerMillionTokens: each });

/** The preset, with texts that are held for people, and with a tenant that has a small budget in one region. */
export default platform({
  ...cloudApis,
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
