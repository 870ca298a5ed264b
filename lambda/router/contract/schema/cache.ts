import { flag, object, type Schema, text, whole } from './schema.ts';

const threshold: Schema = { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1 };

export const tenantCache = object(
  { ttlSeconds: whole, maxEntryBytes: whole, shareAcrossUsers: flag },
  { staleIfErrorSeconds: whole, semantic: object({ model: text, threshold }) },
);
