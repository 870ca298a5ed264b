import { tenantBudgets } from './budgets.ts';
import { tenantCache } from './cache.ts';
import { tenantLimits } from './limits.ts';
import { moderation } from './moderation.ts';
import { modelPrice } from './prices.ts';
import { prompts } from './prompts.ts';
import { modelRoute } from './routes.ts';
import { mapOf, object, oneOf, type Schema, texts } from './schema.ts';
import { tenantSessions } from './sessions.ts';
import { modelTarget } from './targets.ts';

/**
 * The shape of `RouterConfig`. AppConfig refuses to deploy a configuration that does not match, also one that somebody wrote by hand in the
 * console; the router refuses it once more, with a sentence for each mistake.
 */
export const ROUTER_CONFIG_SCHEMA: Schema & { readonly $schema: string } = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  ...object(
    { version: oneOf(1), models: mapOf(modelTarget) },
    {
      routes: mapOf(modelRoute),
      residency: mapOf(texts),
      limits: mapOf(tenantLimits),
      budgets: mapOf(tenantBudgets),
      cache: mapOf(tenantCache),
      sessions: mapOf(tenantSessions),
      moderation,
      prompts,
      prices: mapOf(modelPrice),
    },
  ),
};
