import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { modelReplicas } from '../../../lib/policy/model-replicas.ts';
import pods from '../../platforms/router-pods.ts';

const app = createApp();
const { regions } = createPlatform(app, platform(pods));
const failWith = (message: string): never => {
  throw new Error(message);
};
const stacks = regions['us-east-1'] ?? failWith('no region');
const made = Template.fromStack(stacks.pods ?? failWith('no stack for routers in the cluster'));
const api = Template.fromStack(stacks.api);
const gpu = Template.fromStack(stacks.gpu ?? failWith('no cluster'));
const serving = Template.fromStack(stacks.serving ?? failWith('no bucket of models'));

interface Statement {
  readonly Action: string | readonly string[];
}
const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat();
const statementsOf = (template: Template, name: RegExp): readonly Statement[] =>
  Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([id, { Properties }]) =>
    name.test(id) ? Properties.PolicyDocument.Statement : [],
  );

test.each([
  ['Router', /^RouterRoleDefaultPolicy/, /^Router[0-9A-F]{8}$/],
  ['Authorizer', /^AuthorizerRoleDefaultPolicy/, /^Authorizer[0-9A-F]{8}$/],
])('pods may what the role of the function %s may, but for what Lambda itself needs of it', (_, theirs, ours) => {
  const ofLambda = (action: string) => /^(ec2|logs|xray):/.test(action);
  const wanted = statementsOf(api, theirs)
    .map(actionsOf)
    .filter((actions) => !actions.every(ofLambda));
  expect(wanted.length).toBeGreaterThan(0);
  expect(statementsOf(made, ours).map(actionsOf)).toEqual(wanted);
});

test('all of it is attached to the role of the service account', () => {
  gpu.hasResourceProperties('AWS::EKS::PodIdentityAssociation', {
    ...{ Namespace: 'router', ServiceAccount: 'router' },
  });
  for (const { Properties } of Object.values(made.findResources('AWS::IAM::Policy'))) {
    expect(JSON.stringify(Properties.Roles)).toContain('routerrouter');
  }
});

test('the file that pods run is the one object of its bucket that they read', () => {
  made.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Action: 's3:GetObject', Resource: 'arn:aws:s3:::pods-artefacts/router/router-1b600f36.tar.gz' },
        { Action: 's3:ListBucket', Condition: { StringLike: { 's3:prefix': ['router/*'] } } },
      ].map((statement) => Match.objectLike(statement)),
    },
  });
});

test('their configuration is one of their own, in which models are called by their Services', () => {
  const [version] = Object.values(made.findResources('AWS::AppConfig::HostedConfigurationVersion'));
  const { models } = JSON.parse(version?.Properties.Content);
  expect(models['llama-70b'].baseUrl).toBe('https://llama-70b-v3.models.svc.cluster.local:8443/v1');
  const [theirs] = Object.values(api.findResources('AWS::AppConfig::HostedConfigurationVersion'));
  expect(JSON.parse(theirs?.Properties.Content).models['llama-70b'].baseUrl).toBe('http://llama-70b-v3.models.pods.internal/v1');
});

test('the parameter for the manifests has the environment of both functions, as it is deployed', () => {
  const [parameter] = Object.values(made.findResources('AWS::SSM::Parameter'));
  expect(parameter?.Properties.Name).toBe('/pods/us-east-1/router-pods');
  const text = JSON.stringify(parameter?.Properties.Value);
  for (const name of ['USAGE_LEDGER', 'QUOTA', 'API_KEYS', 'API_KEY_PEPPER', 'configuration']) expect(text).toContain(name);
});

test('Redis lets the pods in', () => {
  const text = JSON.stringify(made.toJSON()) + JSON.stringify(Template.fromStack(stacks.state ?? failWith('no Redis')).toJSON());
  expect(text).toContain('Routers in the cluster');
});

test('pods of builds may push to the bucket of models, with an identity of their own', () => {
  gpu.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'models', ServiceAccount: 'model-publisher' });
  serving.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Sid: 'WritesByThePublisherAlone',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': [Match.anyValue(), Match.anyValue()] } },
        }),
      ]),
    },
  });
});

test('the role of nodes and the key of their volumes have the names that files for Karpenter say, with Karpenter or before it comes', () => {
  const without = Template.fromStack(regions['eu-central-1']?.gpu ?? failWith('no cluster'));
  for (const [template, region] of [[gpu, 'us-east-1'] as const, [without, 'eu-central-1'] as const]) {
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: `pods-${region}-nodes` });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/pods-nodes' });
  }
});

test('the bucket of one region sends every object to that of another, under the key of that one', () => {
  serving.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'gpu-models-us-east-1',
    ReplicationConfiguration: {
      Rules: [
        Match.objectLike({
          Id: 'to-eu-central-1',
          Destination: Match.objectLike({
            Bucket: 'arn:aws:s3:::gpu-models-eu-central-1',
            EncryptionConfiguration: { ReplicaKmsKeyID: Match.anyValue() },
          }),
        }),
      ],
    },
  });
  expect(modelReplicas(app).map(({ id }) => id.replace(/^[^[]+/, ''))).toEqual([
    expect.stringMatching(/^\[Resource::<ModelsBucket[0-9A-F]{8}\.Arn>\/models\/\*\]$/),
    expect.stringMatching(/^\[Resource::<ModelsBucket[0-9A-F]{8}\.Arn>\/aliases\/\*\]$/),
    '[Resource::arn:aws:s3:::gpu-models-eu-central-1/models/*]',
    '[Resource::arn:aws:s3:::gpu-models-eu-central-1/aliases/*]',
  ]);
});

/** The platform with a database of vectors beside its routers. */
const podsWith = (engine: 'opensearch-serverless' | 's3-vectors') => {
  const region = pods.regions['us-east-1'];
  const input = { ...pods, regions: { ...pods.regions, 'us-east-1': { ...region, vectors: { engine } } } };
  const stack = createPlatform(createApp(), platform(input)).regions['us-east-1']?.pods;
  return Template.fromStack(stack ?? failWith('no stack for routers in the cluster'));
};

test('a collection of vectors lets the pods in by a policy of its own, as IAM alone does not', () => {
  const [policy, ...others] = Object.values(
    podsWith('opensearch-serverless').findResources('AWS::OpenSearchServerless::AccessPolicy'),
  );
  expect(others).toEqual([]);
  expect(JSON.stringify(policy?.Properties.Policy)).toContain('routerrouter');
});

test('vectors that are reached through the internet need no port', () => {
  const actions = statementsOf(podsWith('s3-vectors'), /^Router[0-9A-F]{8}$/).flatMap(actionsOf);
  expect(actions).toEqual(expect.arrayContaining(['s3vectors:QueryVectors']));
});
