import type { Construct } from 'constructs';
import { auroraPostgres } from './aurora-postgres.ts';
import type { AuroraPostgresOptions, OpenSearchServerlessOptions } from './engine-options.ts';
import { openSearchServerless } from './open-search-serverless.ts';
import { s3Vectors } from './s3-vectors.ts';
import { auroraProblems } from './vector-database-problems.ts';
import type { VectorStore, VectorStoreParts } from './vector-store.ts';

/** Who keeps the vectors. */
export class VectorDatabaseEngine {
  /** Aurora PostgreSQL Serverless v2 with pgvector: SQL, transactions, vectors and full text in one place. */
  static auroraPostgres(options: AuroraPostgresOptions): VectorDatabaseEngine {
    return new VectorDatabaseEngine((scope, parts) => auroraPostgres(scope, parts, options), auroraProblems(options));
  }

  /** A vector collection of OpenSearch Serverless, reached from the network alone. */
  static openSearchServerless(options: OpenSearchServerlessOptions): VectorDatabaseEngine {
    return new VectorDatabaseEngine((scope, parts) => openSearchServerless(scope, parts, options));
  }

  /** A vector bucket of S3: no capacity to pay for, slower answers, no full text. */
  static s3Vectors(): VectorDatabaseEngine {
    return new VectorDatabaseEngine(s3Vectors);
  }

  /** What its options would not make, as sentences. @internal */
  readonly problems: readonly string[];
  /** Makes it below a database. @internal */
  readonly bind: (scope: Construct, parts: VectorStoreParts) => VectorStore;

  private constructor(bind: (scope: Construct, parts: VectorStoreParts) => VectorStore, problems: readonly string[] = []) {
    this.bind = bind;
    this.problems = problems;
  }
}
