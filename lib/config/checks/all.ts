import { checkAuthentication } from './authentication.ts';
import { checkBudgets } from './budgets.ts';
import { checkCache } from './cache.ts';
import type { Check } from './check.ts';
import { checkDomains } from './domains.ts';
import { checkExistingNetworks } from './existing-network.ts';
import { checkLimits } from './limits.ts';
import { checkModels } from './models.ts';
import { checkModeration } from './moderation.ts';
import { checkOrganisations } from './organisations.ts';
import { checkOwnNetworks } from './own-network.ts';
import { checkPrompts } from './prompts.ts';
import { checkCase, checkPresence, checkPrimary } from './regions.ts';
import { checkTimeouts } from './resilience.ts';
import { checkRoutes } from './routes.ts';
import { checkTenants } from './tenants.ts';

/** Everything that is checked across parts of the input, in the order in which problems are listed. */
export const allChecks: readonly Check[] = [
  checkPresence,
  checkPrimary,
  checkOwnNetworks,
  checkExistingNetworks,
  checkModels,
  checkTimeouts,
  checkTenants,
  checkOrganisations,
  checkRoutes,
  checkPrompts,
  checkLimits,
  checkBudgets,
  checkCache,
  checkModeration,
  checkCase,
  checkAuthentication,
  checkDomains,
];
