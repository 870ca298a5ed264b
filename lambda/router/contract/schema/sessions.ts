import { object, whole } from './schema.ts';

export const tenantSessions = object({ maxTokens: whole, ttlSeconds: whole });
