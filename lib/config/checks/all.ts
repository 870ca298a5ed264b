import { checkAuthentication } from './authentication.ts';
import type { Check } from './check.ts';
import { checkDomains } from './domains.ts';
import { checkExistingNetworks } from './existing-network.ts';
import { checkLimits } from './limits.ts';
import { checkModels } from './models.ts';
import { checkOwnNetworks } from './own-network.ts';
import { checkCase, checkPresence, checkPrimary } from './regions.ts';
import { checkRoutes } from './routes.ts';
import { checkTenants } from './tenants.ts';

/** Everything that is checked across parts of the input, in the order in which problems are listed. */
export const allChecks: readonly Check[] = [
  checkPresence,
  checkPrimary,
  checkOwnNetworks,
  checkExistingNetworks,
  checkModels,
  checkTenants,
  checkRoutes,
  checkLimits,
  checkCase,
  checkAuthentication,
  checkDomains,
];
