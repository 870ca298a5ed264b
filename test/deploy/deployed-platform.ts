import { platform } from '../../lib/config/index.ts';
import { multiRegion } from '../../lib/config/presets/multi-region.ts';

/** The preset, and a tenant with a small budget in one region. */
export default platform({
  ...multiRegion,
  models: { ...multiRegion.models, dear: { echo: {}, price: { inputPerMillionTokens: 10, outputPerMillionTokens: 10 } } },
  tenants: {
    ...multiRegion.tenants,
    frugal: {
      residency: ['eu-west-1'],
      budgets: { month: 0.1, cheaperModel: 'echo', alertAt: [0.001], whenReached: { cheaperModel: 0.001 } },
    },
  },
});
