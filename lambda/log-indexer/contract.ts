/**
 * Environment variables of the function.
 *
 * - `LOG_COLLECTION`: `opensearch:<endpoint>` of the collection that takes the lines
 */
export const LogIndexerEnvironment = { COLLECTION: 'LOG_COLLECTION' } as const;
