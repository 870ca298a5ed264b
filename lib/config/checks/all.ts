import { checkAbuse } from './abuse.ts';
import { checkAuthentication } from './authentication.ts';
import { checkBackups } from './backups.ts';
import { checkBudgets } from './budgets.ts';
import { checkCache } from './cache.ts';
import type { Check } from './check.ts';
import { checkDomains } from './domains.ts';
import { checkExistingNetworks } from './existing-network.ts';
import { checkGpus } from './gpus.ts';
import { checkLimits } from './limits.ts';
import { checkModels } from './models.ts';
import { checkModeration } from './moderation.ts';
import { checkObservability } from './observability.ts';
import { checkOrganisations } from './organisations.ts';
import { checkOwnNetworks } from './own-network.ts';
import { checkPrompts } from './prompts.ts';
import { checkRedis } from './redis.ts';
import { checkCase, checkPresence, checkPrimary } from './regions.ts';
import { checkTimeouts } from './resilience.ts';
import { checkRoutes } from './routes.ts';
import { checkSecondOpinions } from './second-opinion.ts';
import { checkServed } from './served.ts';
import { checkTenants } from './tenants.ts';
import { checkUnpriced } from './unpriced.ts';
import { checkVectors } from './vectors.ts';

/** Everything that is checked across parts of the input, in the order in which problems are listed. */
export const allChecks: readonly Check[] = [
  checkPresence,
  checkPrimary,
  checkOwnNetworks,
  checkExistingNetworks,
  checkRedis,
  checkVectors,
  checkGpus,
  checkModels,
  checkServed,
  checkTimeouts,
  checkTenants,
  checkOrganisations,
  checkRoutes,
  checkPrompts,
  checkLimits,
  checkBudgets,
  checkUnpriced,
  checkBackups,
  checkCache,
  checkModeration,
  checkAbuse,
  checkSecondOpinions,
  checkCase,
  checkAuthentication,
  checkDomains,
  checkObservability,
];
