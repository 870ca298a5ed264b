import type { TenantSessions } from '../../../lambda/router/contract/sessions.ts';
import type { PlatformData } from '../schema/platform.ts';

type SessionsData = NonNullable<PlatformData['tenants'][string]['sessions']>;

export const resolveSessions = ({ maxTokens = 8000, ttlSeconds = 86_400 }: SessionsData): TenantSessions => ({
  maxTokens,
  ttlSeconds,
});
