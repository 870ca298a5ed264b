import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { podsOf } from '../../services/manifests/pods.ts';

const root = path.join(__dirname, '..', '..');
const out = mkdtempSync(path.join(tmpdir(), 'gpu-nodes-'));
let template: Template;
let manifests: readonly Manifest[];

beforeAll(async () => {
  // As under the CDK command line: with CDK_OUTDIR set an app synthesises when its process ends.
  const env = { ...process.env, CDK_OUTDIR: out, CDK_VALIDATION: 'false' };
  const app = path.join(root, 'examples', 'gpu-nodes', 'app.ts');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', app], { cwd: root, env });
  const read = (file: string) => JSON.parse(readFileSync(path.join(out, file), 'utf8'));
  template = Template.fromJSON(read('Inference.template.json'));
  manifests = read('llama.json').items;
}, 60_000);

afterAll(() => rmSync(out, { recursive: true }));

test('the stack adds nodes and a role to the cluster of others, and no cluster, network or bucket', () => {
  template.resourceCountIs('AWS::EKS::Nodegroup', 2);
  template.resourceCountIs('AWS::IAM::Role', 1);
  for (const type of ['AWS::EKS::Cluster', 'AWS::EC2::VPC', 'AWS::S3::Bucket', 'AWS::KMS::Key'])
    template.resourceCountIs(type, 0);
});

test('both node groups join that cluster with all adapters of a p5, the reservation first', () => {
  const groups = Object.values(template.findResources('AWS::EKS::Nodegroup')).map(({ Properties }) => Properties);
  expect(
    groups.map(({ ClusterName, Labels }) => [
      ClusterName,
      Labels['llm-platform/capacity'],
      Labels['llm-platform/capacity-order'],
    ]),
  ).toEqual([
    ['their-cluster', 'reservation', '0'],
    ['their-cluster', 'on-demand', '1'],
  ]);
  const launches = Object.values(template.findResources('AWS::EC2::LaunchTemplate'));
  expect(launches.map(({ Properties }) => Properties.LaunchTemplateData.NetworkInterfaces.length)).toEqual([33, 33]);
});

test("the pods' role reads the bucket of models and has its key, and nothing else", () => {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  const actions = policy?.Properties.PolicyDocument.Statement.map(({ Action }: { Action: unknown }) => Action);
  expect(actions).toEqual(['s3:GetObject', 's3:ListBucket', 'kms:Decrypt']);
});

test('Triton runs on a whole node of them, from a bucket that is not ours', () => {
  const [pod] = manifests.flatMap(podsOf);
  expect(pod?.spec.containers?.[0]?.resources?.limits).toMatchObject({ 'nvidia.com/gpu': '8' });
  expect(JSON.stringify(manifests)).toContain('"bucketName":"their-models"');
  expect(new Set(manifests.map(({ kind }) => kind))).toContain('HorizontalPodAutoscaler');
});
