import { Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** What this account's principals may also do to others' resources through an endpoint, by the name of its service. */
const OTHERS: Readonly<Record<string, (scope: Construct) => PolicyStatement>> = {
  // Images of EKS's own software are in registries of AWS.
  'ecr.api': pullImages,
  'ecr.dkr': pullImages,
};

function pullImages(scope: Construct): PolicyStatement {
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(scope).account } },
  });
}

/** What the endpoint of a service lets through. */
export const endpointStatements = (scope: Construct, service: string): PolicyStatement[] => [
  withinAccount(scope),
  ...[OTHERS[service]].flatMap((statement) => statement?.(scope) ?? []),
];

/** The layers of images in ECR are in buckets of AWS, and every client reads them by addresses that ECR signs. */
export const readImageLayers = ({ region, partition }: Stack): PolicyStatement =>
  new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`],
  });

/**
 * What an endpoint lets through: this account's principals, to this account's resources. Stolen credentials of another account cannot carry
 * data out through it. `IfExists`, because a few calls (`cloudwatch:PutMetricData`) name no resource that could belong to anyone.
 */
export function withinAccount(scope: Construct): PolicyStatement {
  const { account } = Stack.of(scope);
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:PrincipalAccount': account },
      StringEqualsIfExists: { 'aws:ResourceAccount': account },
    },
  });
}
