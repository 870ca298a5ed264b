import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { createApp } from '../../../lib/app.ts';
import { type Acknowledgement, acknowledge } from '../../../lib/policy/acknowledgements.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { gpuStacks } from '../../support/gpu-stacks.ts';

const managed = (name: string, role: RegExp, reason: string): Acknowledgement => ({
  id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
  path: role,
  reason,
  owner: 'platform team',
  expires: '2027-11-30',
});

/** What stays: policies that AWS maintains for its own software. Written by hand they would need the same wildcards, and go out of date. */
const STAYS = [
  managed('AmazonEKSClusterPolicy', /\/Cluster\/Role\/Resource$/, 'EKS documents this policy for the role of its control plane'),
  managed('AmazonEKSWorkerNodeMinimalPolicy', /\/Cluster\/NodeRole\/Resource$/, 'The least that EKS documents for nodes'),
  managed(
    'AmazonEC2ContainerRegistryPullOnly',
    /\/Cluster\/NodeRole\/Resource$/,
    'Nodes pull the images of EKS from its registry',
  ),
  managed('AmazonEKS_CNI_Policy', /\/Cluster\/vpc-cni\/Role\/Resource$/, 'Only the service account of the CNI can take the role'),
  managed(
    'service-role/AmazonEBSCSIDriverPolicy',
    /\/Cluster\/aws-ebs-csi-driver\/Role\/Resource$/,
    'Only the service account of the driver can take the role',
  ),
];

/** The report of a synthesis with CloudFormation's validator, which jest otherwise goes without, and AwsSolutions beside it. */
function validationReport(): { pluginReports: { pluginName: string; violations: unknown[] }[] } {
  const validation = process.env.CDK_VALIDATION;
  delete process.env.CDK_VALIDATION;
  // The validator is WebAssembly that runs once: compiled quickly, not well.
  setFlagsFromString('--liftoff-only');
  const app = createApp();
  try {
    gpuStacks(app);
    acknowledge(app, STAYS, '2026-11-21');
    Validations.of(app).addPlugins(new AwsSolutionsChecks());
    const { directory } = app.synth();
    return JSON.parse(readFileSync(path.join(directory, 'validation-report.json'), 'utf8'));
  } finally {
    if (validation !== undefined) process.env.CDK_VALIDATION = validation;
  }
}

test('A100, H100, mixed, bring-your-own and existing clusters pass the validator and AwsSolutions', () => {
  expect(validationReport().pluginReports.map(({ pluginName, violations }) => [pluginName, violations])).toEqual([
    ['AwsSolutions', []],
    ['CloudFormation Validate', []],
  ]);
}, 60_000);

describe.each(gpuStacks(createApp()).map((stack) => [stack.stackName, stack] as const))('%s', (_name, stack) => {
  test('has no finding but the policies that AWS maintains', () => {
    const unknown = nagFindings(stack).filter(
      (finding) =>
        !STAYS.some(({ id, path: role }) => finding.startsWith(id.replace('AwsSolutions::', '')) && role.test(finding)),
    );
    expect(unknown).toEqual([]);
  });

  test('gives no role rights over everything, and keeps logs and keys', () => {
    const template = Template.fromStack(stack);
    expect(wildcardPolicies(template)).toEqual([]);
    expect(unretained(template)).toEqual([]);
  });
});
