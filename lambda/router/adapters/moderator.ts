import { adapterFor } from '../../common/locator.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { Moderator } from '../domain/guard/moderator.ts';

/** Loaded, code and data, with the first text that is to be judged: most platforms never need it. */
export function moderatorFrom(environment: Readonly<Record<string, string | undefined>>): Moderator {
  const rules =
    environment[RouterEnvironment.MODERATION_RULES] === undefined
      ? undefined
      : adapterFor(environment, RouterEnvironment.MODERATION_RULES, { folder: (path) => path });
  const moderator = once(async () =>
    (await import('./in-process-moderator.ts')).inProcessModerator(rules === undefined ? {} : { rules }),
  );
  return { ready: async () => (await moderator()).ready() };
}
