/** The schema in which the router makes its tables. */
const SCHEMA = 'vectors';

/**
 * One statement, for the Data API takes one at a time, that can run again: pgvector, a user whom IAM lets in, and a schema in which that user
 * makes tables, since which there are depends on the dimensions of the models. The user cannot make extensions, other users or schemas.
 *
 * @param user a name that needs no quotes
 */
export const databasePreparation = (user: string): string =>
  [
    'DO $do$ BEGIN',
    'CREATE EXTENSION IF NOT EXISTS vector;',
    `IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${user}') THEN CREATE ROLE ${user} LOGIN; END IF;`,
    `GRANT rds_iam TO ${user};`,
    `CREATE SCHEMA IF NOT EXISTS ${SCHEMA};`,
    `GRANT USAGE, CREATE ON SCHEMA ${SCHEMA} TO ${user};`,
    `ALTER ROLE ${user} SET search_path = ${SCHEMA}, public;`,
    'END $do$',
  ].join(' ');
