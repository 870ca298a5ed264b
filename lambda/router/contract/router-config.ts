import type { TenantBudgets } from './budgets.ts';
import type { TenantCache } from './cache.ts';
import type { TenantLimits } from './limits.ts';
import type { Moderation } from './moderation.ts';
import type { ModelPrice } from './prices.ts';
import type { Prompts } from './prompts.ts';
import type { ModelRoute } from './routes.ts';
import type { TenantSessions } from './sessions.ts';
import type { ModelTarget } from './targets.ts';

/** What the router needs to know of the platform. Written by synth (AppConfig) and by the local platform (a file). */
export interface RouterConfig {
  readonly version: 1;
  /** By the name that clients use. `*` takes every name that no other entry claims. */
  readonly models: Readonly<Record<string, ModelTarget>>;
  /** By the alias that clients use as `model`; none is also the name of a model. @default - no aliases */
  readonly routes?: Readonly<Record<string, ModelRoute>>;
  /** The only regions that may serve a tenant, by tenant. A tenant that is not named is bound to none. @default - none is bound */
  readonly residency?: Readonly<Record<string, readonly string[]>>;
  /** By tenant. @default - no tenant is limited */
  readonly limits?: Readonly<Record<string, TenantLimits>>;
  /** By tenant. @default - nobody has a budget */
  readonly budgets?: Readonly<Record<string, TenantBudgets>>;
  /** By tenant. @default - no answer is kept */
  readonly cache?: Readonly<Record<string, TenantCache>>;
  /** By tenant. @default - nobody's conversations are kept */
  readonly sessions?: Readonly<Record<string, TenantSessions>>;
  /** @default - no texts are judged */
  readonly moderation?: Moderation;
  /** @default - no templates, post-processors and optimisations */
  readonly prompts?: Prompts;
  /** What models cost in this region, by name. A model that is not named has no known price; embedded ones are free. @default - none is known */
  readonly prices?: Readonly<Record<string, ModelPrice>>;
}
