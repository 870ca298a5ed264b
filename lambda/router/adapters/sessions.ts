import { adapterFor } from '../../common/locator.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { SessionStore } from '../domain/sessions/store.ts';

/** The store that the environment asks for, if it does, loaded with the first request that names a session. */
export function sessionsFrom(environment: Readonly<Record<string, string | undefined>>): { readonly sessions?: SessionStore } {
  if (environment[RouterEnvironment.SESSIONS] === undefined) return {};
  const sessions = adapterFor<SessionStore>(environment, RouterEnvironment.SESSIONS, {
    dynamodb: (table) => loaded(async () => (await import('./dynamodb-sessions.ts')).dynamoDbSessions(table)),
    sqlite: (file) => loaded(async () => (await import('./sqlite-sessions.ts')).sqliteSessions(file)),
  });
  return { sessions };
}

function loaded(load: () => Promise<SessionStore>): SessionStore {
  const ready = once(load);
  return {
    load: async (key, maxBytes, now) => (await ready()).load(key, maxBytes, now),
    append: async (key, number, turn, expiresAt) => (await ready()).append(key, number, turn, expiresAt),
    forget: async (key) => (await ready()).forget(key),
  };
}
