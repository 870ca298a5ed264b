import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { rulePriorities } from '../../../lib/stacks/model-load-balancer.ts';
import { servingManifests } from '../../../services/serving/manifests.ts';
import brought from '../../platforms/bring-your-own.ts';
import mixed from '../../platforms/mixed.ts';
import { wildcardPolicies } from '../../support/findings.ts';

const { 'eu-west-1': _, ...places } = mixed.regions;
const config = platform({ ...mixed, regions: places });
const { regions } = createPlatform(createApp(), config);
const stacksOf = (region: string) => regions[region] ?? failWith(`no region ${region}`);
const templates = new Map<string, Template>();
function template(region: string, part: 'network' | 'gpu' | 'serving' | 'api'): Template {
  const stack = stacksOf(region)[part] ?? failWith(`no ${part} in ${region}`);
  const made = templates.get(stack.stackName) ?? Template.fromStack(stack);
  templates.set(stack.stackName, made);
  return made;
}
const failWith = (message: string): never => {
  throw new Error(message);
};
const serving = template('us-east-1', 'serving');

test('a region with GPUs has a stack for cluster and nodes, and one for what models need; another has neither', () => {
  expect(Object.keys(stacksOf('ap-northeast-1')).filter((part) => part === 'gpu' || part === 'serving')).toEqual([]);
  const gpu = template('us-east-1', 'gpu');
  gpu.hasResourceProperties('AWS::EKS::Cluster', { Name: 'mixed', Version: '1.35', DeletionProtection: true });
  const groups = Object.values(gpu.findResources('AWS::EKS::Nodegroup')).map(({ Properties }) => Properties.NodegroupName);
  expect(groups.sort()).toEqual([
    'a100-on-demand-us-east-1a',
    'large-on-demand-us-east-1a',
    'small-on-demand-us-east-1a',
    'system',
  ]);
});

test('each release has a target group of the name that its manifest says, and a rule for the name that routers call', () => {
  const described = config.regions['us-east-1']?.serving ?? failWith('nothing served');
  const bound = servingManifests(described).flatMap(({ kind, spec }) =>
    kind === 'TargetGroupBinding' ? [(spec as { targetGroupName: string }).targetGroupName] : [],
  );
  const groups = Object.values(serving.findResources('AWS::ElasticLoadBalancingV2::TargetGroup')).map(
    ({ Properties }) => Properties,
  );
  expect(groups.map(({ Name }) => Name).sort()).toEqual(bound.sort());
  expect(groups.every(({ TargetType }) => TargetType === 'ip')).toBe(true);
  const rules = Object.values(serving.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
  const hosts = rules.map(({ Properties }) => Properties.Conditions[0].HostHeaderConfig.Values[0]);
  expect(hosts.sort()).toEqual(['llama-70b-v3', 'llama-next-v3', 'minilm-v1'].map((name) => `${name}.models.mixed.internal`));
  serving.hasResourceProperties('AWS::Route53::RecordSet', { Name: '*.models.mixed.internal.', Type: 'A' });
});

test('the load balancer is reached by the router alone, and reaches the pods alone', () => {
  serving.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  const [group] = Object.values(serving.findResources('AWS::EC2::SecurityGroup'));
  expect(group?.Properties.SecurityGroupIngress).toBeUndefined();
  serving.resourceCountIs('AWS::EC2::SecurityGroupEgress', 1);
  serving.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 8444, ToPort: 8444 });
  const openings = Object.values(template('us-east-1', 'api').findResources('AWS::EC2::SecurityGroupIngress'));
  expect(openings.map(({ Properties }) => [Properties.FromPort, JSON.stringify(Properties.SourceSecurityGroupId)])).toEqual([
    [80, expect.stringContaining('RouterSecurityGroup')],
  ]);
});

test('the load balancer speaks TLS to the pods, and asks by TLS whether they are ready', () => {
  serving.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    ...{ Port: 8444, Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' },
  });
});

test('pods of models read the bucket of models, whose name is the one in the manifests', () => {
  serving.hasResourceProperties('AWS::S3::Bucket', { BucketName: config.regions['us-east-1']?.serving?.modelBucket });
  const gpu = template('us-east-1', 'gpu');
  gpu.hasResourceProperties('AWS::EKS::PodIdentityAssociation', { Namespace: 'models', ServiceAccount: 'model-server' });
  const policies = Object.values(serving.findResources('AWS::S3::BucketPolicy'));
  expect(policies.filter((policy) => JSON.stringify(policy).includes('modelsmodelserver'))).toHaveLength(1);
});

test('only the controller of target groups has a statement without a resource, and it changes nothing but those groups', () => {
  expect(wildcardPolicies(serving)).toEqual([expect.stringMatching(/^Controller/)]);
  serving.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
          Resource: Match.anyValue(),
        }),
      ]),
    },
  });
});

test('the network of a cluster has endpoints for EKS and ECR, lets its image layers through, and tags its private subnets', () => {
  const network = template('us-east-1', 'network');
  const services = Object.values(network.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
    JSON.stringify(Properties.ServiceName),
  );
  for (const service of ['eks', 'eks-auth', 'sts', 'ecr.api', 'ecr.dkr'])
    expect(services.join()).toContain(`us-east-1.${service}"`);
  expect(JSON.stringify(network.toJSON())).toContain('prod-us-east-1-starport-layer-bucket');
  const tagged = Object.values(
    network.findResources('AWS::EC2::Subnet', {
      Properties: { Tags: Match.arrayWith([{ Key: 'karpenter.sh/discovery', Value: 'mixed' }]) },
    }),
  );
  expect(tagged).toHaveLength(3);
});

const made = createPlatform(createApp(), platform(brought)).regions['eu-west-1'];

test('with a certificate the load balancer speaks TLS 1.3 under the name of the models, and nothing else', () => {
  const theirs = Template.fromStack(made?.serving ?? failWith('no serving'));
  theirs.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
  theirs.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    ...{ Port: 443, Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' },
    Certificates: [{ CertificateArn: Match.stringLikeRegexp('acm:eu-west-1') }],
  });
  theirs.hasResourceProperties('AWS::Route53::HostedZone', { Name: 'models.brought.example.' });
  Template.fromStack(made?.api ?? failWith('no api')).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443 });
});

test('in a cluster that exists there are node groups, identities and a way to the pods, and no cluster of ours', () => {
  const gpu = Template.fromStack(made?.gpu ?? failWith('no gpu'));
  gpu.resourceCountIs('AWS::EKS::Cluster', 0);
  gpu.allResourcesProperties('AWS::EKS::Nodegroup', { ClusterName: 'their-cluster', NodeRole: Match.anyValue() });
  Template.fromStack(made?.serving ?? failWith('no serving')).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-0123456789abcdef0',
    FromPort: 8444,
  });
});

test('a rule keeps its number when other models come and go, and no two have the same', () => {
  const hosts = Array.from({ length: 500 }, (_, at) => `model-${at}.models.llm.internal`);
  const all = rulePriorities(hosts);
  expect(new Set(all.values()).size).toBe(500);
  expect([...all.values()].every((priority) => priority >= 1 && priority <= 50_000)).toBe(true);
  const kept = hosts.filter((host) => rulePriorities(hosts.filter((_, at) => at % 2 === 0)).get(host) === all.get(host));
  expect(kept.length).toBeGreaterThan(245);
});
