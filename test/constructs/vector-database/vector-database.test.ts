import { Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const home = testStack();
const network = new PlatformNetwork(home, 'Network', { availabilityZones: ['us-east-1a', 'us-east-1b'] });
const client = new SecurityGroup(home, 'Client', { vpc: network.vpc, allowAllOutbound: false });
const roleOf = (name: string) => new Role(home, name, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const collection = new VectorDatabase(home, 'Search', {
  databaseName: 'acme-search',
  engine: VectorDatabaseEngine.openSearchServerless({ network }),
});
const bucket = new VectorDatabase(home, 'Bucket', { databaseName: 'acme-bucket', engine: VectorDatabaseEngine.s3Vectors() });
collection.grantReadWrite({ grantPrincipal: roleOf('SearchClient'), connections: client.connections });
bucket.grantReadWrite(roleOf('BucketClient'));
const template = templateOf(home);

/** What a policy of OpenSearch says, with references as `*`. */
const policyOf = (type: string, kind: string) => {
  const [found] = Object.values(template.findResources(type, { Properties: { Type: kind } }));
  const text = found?.Properties.Policy;
  const parts: unknown[] = typeof text === 'string' ? [text] : text['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '*')).join(''));
};
const statementsOf = (role: string) => {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    Properties.PolicyName.startsWith(role),
  );
  return policy?.Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: unknown }[];
};

describe('a collection of OpenSearch Serverless', () => {
  test('searches vectors, twice over, under our key', () => {
    template.hasResource('AWS::OpenSearchServerless::Collection', {
      ...{ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
      Properties: { Name: 'acme-search', Type: 'VECTORSEARCH', StandbyReplicas: 'ENABLED' },
    });
    expect(policyOf('AWS::OpenSearchServerless::SecurityPolicy', 'encryption')).toEqual({
      Rules: [{ ResourceType: 'collection', Resource: ['collection/acme-search'] }],
      AWSOwnedKey: false,
      KmsARN: '*',
    });
  });

  test('is reached through one endpoint in the private subnets, not from the internet', () => {
    expect(policyOf('AWS::OpenSearchServerless::SecurityPolicy', 'network')).toEqual([
      {
        Rules: [{ ResourceType: 'collection', Resource: ['collection/acme-search'] }],
        AllowFromPublic: false,
        SourceVPCEs: ['*'],
      },
    ]);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443, ToPort: 443 });
  });

  test('shows its documents to whoever was granted, by a policy beside that role', () => {
    const [{ Rules, Principal }] = policyOf('AWS::OpenSearchServerless::AccessPolicy', 'data');
    expect(Principal).toHaveLength(1);
    expect(Rules).toEqual([
      {
        ResourceType: 'index',
        Resource: ['index/acme-search/*'],
        Permission: ['CreateIndex', 'DescribeIndex', 'ReadDocument', 'WriteDocument'].map((right) => `aoss:${right}`),
      },
    ]);
    expect(statementsOf('SearchClient')).toEqual([
      { Action: 'aoss:APIAccessAll', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
    ]);
  });

  test('lets in no service, which no policy of a collection could name', () => {
    const service = new ServicePrincipal('lambda.amazonaws.com');
    expect(() => collection.grantReadWrite({ grantPrincipal: service })).toThrow(
      'test-us-east-1/Search: collection acme-search lets in roles and users of this app; give one, not ServicePrincipal(lambda.amazonaws.com)',
    );
  });

  test('is found by its endpoint', () => {
    expect(home.resolve(collection.locator)).toEqual({
      'Fn::Join': ['', ['opensearch:', { 'Fn::GetAtt': [expect.stringMatching(/^SearchCollection/), 'CollectionEndpoint'] }]],
    });
    expect(collection.metric('SearchRequestLatency')).toMatchObject({ namespace: 'AWS/AOSS' });
  });
});

describe('a bucket of S3 Vectors', () => {
  test('is encrypted with a key that lets the service index what was put, for this bucket', () => {
    template.hasResource('AWS::S3Vectors::VectorBucket', {
      ...{ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
      Properties: {
        VectorBucketName: 'acme-bucket',
        EncryptionConfiguration: { SseType: 'aws:kms', KmsKeyArn: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'indexing.s3vectors.amazonaws.com' },
            Action: 'kms:Decrypt',
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
          }),
        ]),
      },
    });
  });

  test('grants indexes and vectors, and neither buckets nor policies', () => {
    const statements = statementsOf('BucketClient');
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Bucket|Policy|\*/.test(action))).toEqual([]);
    expect(JSON.stringify(statements.map(({ Resource }) => Resource))).toContain(':bucket/acme-bucket/index/*');
    expect(statements.at(-1)?.Condition).toEqual({ StringEquals: { 'kms:ViaService': 's3vectors.us-east-1.amazonaws.com' } });
  });

  test('is found by its name, and has no metrics to offer', () => {
    expect(bucket.locator).toBe('s3vectors:acme-bucket');
    expect(bucket.alarms).toEqual([]);
    expect(() => bucket.metric('Latency')).toThrow(/CloudWatch has no metrics of S3 Vectors/);
  });
});

describe('what exists already', () => {
  const stack = testStack('eu-west-1');

  test('is a Postgres that lets in by IAM', () => {
    const role = new Role(stack, 'PostgresClient', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const postgres = VectorDatabase.fromPostgresAttributes(stack, 'Postgres', {
      host: 'db.example.com',
      database: 'search',
      user: 'llm',
      resourceId: 'cluster-ABC',
    });
    expect(postgres.locator).toBe('postgres:db.example.com:5432/search?user=llm');
    postgres.grantReadWrite(role);
    expect(JSON.stringify(templateOf(stack).toJSON())).toContain(':dbuser:cluster-ABC/llm');
  });

  test('is a Qdrant with TLS, whose key is named and not shown', () => {
    const apiKey = Secret.fromSecretNameV2(stack, 'ApiKey', 'qdrant/api-key');
    const qdrant = VectorDatabase.fromQdrantAttributes(stack, 'Qdrant', { url: 'https://qdrant.example.com:6333', apiKey });
    expect(qdrant.locator).toBe('qdrant:https://qdrant.example.com:6333?key=qdrant%2Fapi-key');
    expect(() => VectorDatabase.fromQdrantAttributes(stack, 'Plain', { url: 'http://qdrant.example.com', apiKey })).toThrow(
      /url is "http:\/\/qdrant.example.com"; write https:\/\//,
    );
  });
});

test('no rule has anything to find', () => {
  expect([...nagFindings(collection), ...nagFindings(bucket)]).toEqual([]);
});
