import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { existingNetwork } from '../../support/gpu-stacks.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

test('a role of another stack is let in there, once, however often it is granted', () => {
  const app = testApp();
  const other = testStack('us-east-1', app);
  const readers = new Stack(app, 'readers', { env: { region: 'us-east-1' } });
  const vpc = existingNetwork(other);
  const role = new Role(readers, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const database = new VectorDatabase(other, 'Vectors', {
    databaseName: 'acme-search',
    engine: VectorDatabaseEngine.openSearchServerless({ network: vpc }),
  });
  database.grantReadWrite(role);
  database.grantReadWrite(role);
  templateOf(other).resourceCountIs('AWS::OpenSearchServerless::AccessPolicy', 0);
  templateOf(readers).resourceCountIs('AWS::OpenSearchServerless::AccessPolicy', 1);
});

test('the policies of one role on two collections have names of their own', () => {
  const two = testStack();
  const network = existingNetwork(two);
  const securityGroup = SecurityGroup.fromSecurityGroupId(two, 'Endpoint', 'sg-0123456789abcdef0');
  const endpoint = { vpcEndpointId: 'vpce-0123456789abcdef0', securityGroup };
  const role = new Role(two, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  for (const databaseName of ['acme-search', 'acme-more']) {
    const engine = VectorDatabaseEngine.openSearchServerless({ network, endpoint });
    new VectorDatabase(two, databaseName, { databaseName, engine }).grantReadWrite(role);
  }
  const policies = Object.values(templateOf(two).findResources('AWS::OpenSearchServerless::AccessPolicy'));
  const names = policies.map(({ Properties }) => Properties.Name);
  expect(new Set(names).size).toBe(2);
  expect(names.filter((each) => !/^[a-z][a-z0-9-]{2,31}$/.test(each))).toEqual([]);
});

test('a collection shares the endpoint of another, and the rules stay with whoever asks', () => {
  const app = testApp();
  const [first, second] = [testStack('us-east-1', app), new Stack(app, 'second', { env: { region: 'us-east-1' } })];
  const one = new VectorDatabase(first, 'Vectors', {
    databaseName: 'acme-search',
    engine: VectorDatabaseEngine.openSearchServerless({ network: existingNetwork(first) }),
  });
  const vpc = existingNetwork(second);
  const asker = new SecurityGroup(second, 'Asker', { vpc: vpc.vpc, allowAllOutbound: false });
  const role = new Role(second, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const { searchEndpoint } = one;
  const other = new VectorDatabase(second, 'Vectors', {
    databaseName: 'acme-more',
    engine: VectorDatabaseEngine.openSearchServerless({ network: vpc, ...(searchEndpoint && { endpoint: searchEndpoint }) }),
  });
  other.grantReadWrite({ grantPrincipal: role, connections: asker.connections });
  expect(other.searchEndpoint).toBe(searchEndpoint);
  expect(first.resolve(searchEndpoint?.vpcEndpointId)).toEqual({ Ref: expect.stringMatching(/^VectorsEndpoint/) });
  const [made, shared] = [templateOf(first), templateOf(second)];
  made.resourceCountIs('AWS::OpenSearchServerless::VpcEndpoint', 1);
  made.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  shared.resourceCountIs('AWS::OpenSearchServerless::VpcEndpoint', 0);
  shared.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: { 'Fn::GetStackOutput': Match.objectLike({ StackName: 'test-us-east-1' }) },
    FromPort: 443,
  });
  const [network] = Object.values(
    shared.findResources('AWS::OpenSearchServerless::SecurityPolicy', { Properties: { Type: 'network' } }),
  );
  expect(JSON.stringify(network?.Properties.Policy)).toMatch(/SourceVPCEs.*GetStackOutput.*VectorsEndpoint/);
});
