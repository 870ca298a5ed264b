import type { z } from 'zod';
import { authentication, organisations, tenants } from './access.ts';
import { budgets } from './budgets.ts';
import { section } from './field.ts';
import { models } from './models.ts';
import { moderation } from './moderation.ts';
import { platformName } from './names.ts';
import { observability } from './observability.ts';
import { account, api, data, logs, tags } from './operation.ts';
import { prompts } from './prompts.ts';
import { regions } from './regions.ts';
import { routes } from './routes.ts';

/** What a user may write. Each part is well-formed by itself; how parts fit together is checked in `checks/`. */
export const platformSchema = section(
  {
    name: platformName,
    account: account.optional(),
    regions,
    models,
    routes: routes.optional(),
    prompts: prompts.optional(),
    moderation: moderation.optional(),
    organisations: organisations.optional(),
    tenants,
    budgets: budgets.optional(),
    authentication: authentication.optional(),
    api: api.optional(),
    logs: logs.optional(),
    observability: observability.optional(),
    data: data.optional(),
    tags: tags.optional(),
  },
  'Configuration of an LLM platform.',
);

/** The input after zod has read it: nothing is filled in yet. */
export type PlatformData = z.output<typeof platformSchema>;

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/**
 * What a user writes: `platform()` checks it and fills in the defaults. The fields are those of `PlatformConfig`, documented there
 * and in `docs/configuration.md`; everything that has a safe default may be left out.
 */
export type PlatformInput = DeepReadonly<z.input<typeof platformSchema>>;
