import { RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Connections, type IConnectable, type ISecurityGroup, Peer, Port } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { failOn } from '../internal/fail-on.ts';
import { grantSecretValue } from '../internal/grants.ts';
import type { SearchEndpoint } from '../internal/search-collection.ts';
import { grantPostgresLogin } from './aurora-postgres.ts';
import { nameProblems, urlProblems } from './vector-database-problems.ts';
import type { IVectorDatabase, PostgresAttributes, QdrantAttributes, VectorDatabaseProps } from './vector-database-props.ts';
import type { VectorStore } from './vector-store.ts';

abstract class VectorDatabaseBase extends Construct implements IVectorDatabase {
  /** Made below this construct, or found outside. */
  protected abstract readonly store: Pick<VectorStore, 'locator' | 'connections' | 'grant'>;

  get locator(): string {
    return this.store.locator;
  }

  get connections(): Connections {
    return this.store.connections;
  }

  grantReadWrite(grantee: IGrantable & Partial<IConnectable>): Grant {
    // The rules belong to whoever asks: its stack knows the database's, and not the other way round.
    if (this.connections.defaultPort) grantee.connections?.allowToDefaultPort(this, `Vectors at ${this.node.path}`);
    return this.store.grant(grantee);
  }
}

class ImportedPostgres extends VectorDatabaseBase {
  protected readonly store: VectorDatabaseBase['store'];

  constructor(scope: Construct, id: string, attributes: PostgresAttributes) {
    super(scope, id);
    const { host, port = 5432, database, user, resourceId, securityGroup } = attributes;
    this.store = {
      locator: `postgres:${host}:${port}/${database}?user=${encodeURIComponent(user)}`,
      connections: connectionsTo(port, securityGroup),
      grant: (grantee) => grantPostgresLogin(this, grantee, resourceId, user),
    };
  }
}

class ImportedQdrant extends VectorDatabaseBase {
  protected readonly store: VectorDatabaseBase['store'];

  constructor(scope: Construct, id: string, { url, apiKey, securityGroup }: QdrantAttributes) {
    super(scope, id);
    failOn(this, urlProblems(url));
    const port = Number(new URL(url).port || 443);
    this.store = {
      locator: `qdrant:${url.replace(/\/$/, '')}?key=${encodeURIComponent(apiKey.secretName)}`,
      connections: connectionsTo(port, securityGroup),
      grant: (grantee) => grantSecretValue(apiKey, grantee),
    };
  }
}

/**
 * Where routers of one region keep documents and their vectors: Aurora PostgreSQL, OpenSearch Serverless or S3 Vectors. It is under a
 * customer managed key, lets in by IAM alone, and admits nobody until `grantReadWrite`.
 */
export class VectorDatabase extends VectorDatabaseBase {
  /** A Postgres with pgvector that lets in by IAM. Extension, user and schema are yours. */
  static fromPostgresAttributes(scope: Construct, id: string, attributes: PostgresAttributes): IVectorDatabase {
    return new ImportedPostgres(scope, id, attributes);
  }

  /** A Qdrant, on the cluster or anywhere. */
  static fromQdrantAttributes(scope: Construct, id: string, attributes: QdrantAttributes): IVectorDatabase {
    return new ImportedQdrant(scope, id, attributes);
  }

  readonly databaseName: string;
  readonly encryptionKey: IKey;
  /** Of Aurora, e.g. for backups. @default - another engine has no cluster */
  readonly clusterArn?: string;
  /** Of OpenSearch Serverless, for the network's other collections. @default - another engine has none */
  readonly searchEndpoint?: SearchEndpoint;
  /** On when capacity runs out or the engine fails. None for S3 Vectors. They have no action: add yours. */
  readonly alarms: readonly Alarm[];
  protected readonly store: VectorStore;

  constructor(scope: Construct, id: string, props: VectorDatabaseProps) {
    super(scope, id);
    const { databaseName, engine, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    failOn(this, [...nameProblems(databaseName), ...engine.problems]);
    this.databaseName = databaseName;
    this.encryptionKey =
      props.encryptionKey ??
      new Key(this, 'Key', {
        description: `Vectors of ${this.node.path}`,
        enableKeyRotation: true,
        removalPolicy,
      });
    this.store = engine.bind(this, { databaseName, removalPolicy, encryptionKey: this.encryptionKey });
    if (this.store.clusterArn !== undefined) this.clusterArn = this.store.clusterArn;
    if (this.store.searchEndpoint !== undefined) this.searchEndpoint = this.store.searchEndpoint;
    this.alarms = this.store.alarms;
  }

  /**
   * A metric of the engine, of namespace `AWS/RDS` or `AWS/AOSS`, for this database.
   *
   * @throws Error for S3 Vectors, of which CloudWatch has none
   */
  metric(metricName: string, options?: MetricOptions): Metric {
    if (this.store.metric === undefined) throw new Error(`${this.node.path}: CloudWatch has no metrics of S3 Vectors`);
    return this.store.metric(metricName, options);
  }
}

function connectionsTo(port: number, securityGroup: ISecurityGroup | undefined): Connections {
  const there = securityGroup ? { securityGroups: [securityGroup] } : { peer: Peer.anyIpv4() };
  return new Connections({ defaultPort: Port.tcp(port), ...there });
}
