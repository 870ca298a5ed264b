import { z } from 'zod';
import { builds } from './builds.ts';
import { field, list, named, oneOf, section, text, whole } from './field.ts';
import { zoneName } from './names.ts';
import { certificateArn, domainName } from './operation.ts';
import { routerPods } from './router-pods.ts';

/** Where GPU nodes come from, the most certain first. */
const CAPACITY_SOURCES = ['capacity-block', 'reservation', 'spot', 'on-demand'] as const;

const roleName = (description: string) =>
  text(/^[\w+=,.@-]{1,64}$/, description, { is: 'the name of an IAM role', use: 'its name without path, e.g. platform-admin' });

const date = (description: string) => text(/^\d{4}-\d\d-\d\d$/, description, { is: 'a date', use: 'one such as 2026-11-21' });

const moment = (description: string) =>
  text(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/, description, { is: 'a time in UTC', use: 'one such as 2027-01-10T11:30:00Z' });

const capacity = section(
  {
    source: oneOf(CAPACITY_SOURCES, 'A Capacity Block for ML, a capacity reservation, spare capacity, or on demand.'),
    desiredSize: whole(0, 1000, 1, 'Nodes after the first deployment.'),
    minSize: whole(0, 1000, 0, 'Nodes that an autoscaler leaves. Default: 0.').optional(),
    maxSize: whole(1, 1000, 2, 'Nodes that an autoscaler may start. Default: desiredSize.').optional(),
    availabilityZone: zoneName
      .describe('Where. Needed with EFA and with a reservation. Default: every zone of the network.')
      .optional(),
    reservationId: text(/^cr-[0-9a-f]{8,17}$/, 'Id of the block or reservation.', {
      is: 'the id of a capacity reservation',
      use: 'one such as cr-0123456789abcdef0',
    }).optional(),
    placementGroupName: text(/^[\w.-]{1,255}$/, 'The placement group that the reservation was made in. Default: none.', {
      is: 'the name of a placement group',
      use: 'the name that EC2 shows',
    }).optional(),
    startsAt: moment('When the block starts.').optional(),
    endsAt: moment('When the block ends.').optional(),
  },
  'One source of nodes.',
);

const nodeGroup = section(
  {
    instanceType: text(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, 'A type with NVIDIA GPUs: p4d, p4de, p5, p5e, p5en, g6e, g6 or g5.', {
      is: 'the name of an instance type',
      use: 'one such as p5.48xlarge',
    }),
    storage: section(
      {
        gib: whole(100, 16_384, 500, 'Size of the volume.'),
        iops: whole(3000, 16_000, 16_000, 'Operations a second. Default: 16000.').optional(),
        throughputMibPerSecond: whole(125, 1000, 1000, 'MiB a second, a quarter of iops at most. Default: 1000.').optional(),
      },
      'One gp3 volume for images and files of pods. Default: the NVMe disks of the instance.',
    ).optional(),
    capacity: list(
      capacity,
      'Where nodes come from, the first choice first.',
      "sources, e.g. [{ source: 'on-demand', availabilityZone: 'us-east-1a', desiredSize: 1 }]",
      20,
    ),
  },
  'GPU nodes of one type.',
);

const cluster = section(
  {
    name: text(/^[0-9A-Za-z][\w-]{0,99}$/, 'Name of the cluster.', {
      is: 'the name of a cluster',
      use: 'letters, digits, - and _, as EKS shows it',
    }),
    securityGroupId: text(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'The security group that EKS made for the cluster.', {
      is: 'the id of a security group',
      use: 'one such as sg-0123456789abcdef0',
    }),
    nodeRole: roleName('Role of the nodes.'),
    volumeKeyArn: text(
      /^arn:aws:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
      "Key of the nodes' volumes; it must let the service-linked role of Auto Scaling use it.",
      { is: 'the ARN of a KMS key', use: 'the ARN, not an alias' },
    ),
  },
  'An EKS cluster that exists. Default: one of our own.',
);

/** What a region has GPUs for. */
export const gpus = section(
  {
    kubernetesVersion: text(/^\d\.\d{1,2}$/, 'Minor version of Kubernetes, in standard support on asOf.', {
      is: 'a version of Kubernetes',
      use: "one such as '1.35', in quotes",
    }),
    asOf: date(
      'Day on which the version must be in support. Default: the day on which the table of versions was checked.',
    ).optional(),
    adminRoles: list(
      roleName('Name of an IAM role of the account.'),
      'Who may do anything in a cluster of our own.',
      "names such as ['platform-admin']",
      20,
    ).optional(),
    addOnVersions: named(
      text(/^[a-z0-9-]{1,64}$/, 'Name of an add-on.', { is: 'the name of an add-on', use: 'one such as coredns' }),
      text(/^v[\w.-]{1,40}$/, 'Its version.', { is: 'the version of an add-on', use: 'one such as v1.14.2-eksbuild.4' }),
      'Versions of add-ons of a cluster of our own. Default: those known for the version of Kubernetes.',
      "versions by add-on, e.g. { coredns: 'v1.14.2-eksbuild.4' }",
    ).optional(),
    cluster: cluster.optional(),
    nodeGroups: named(
      text(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Name of the node group.', {
        is: 'the name of a node group',
        use: 'lower-case letters, digits and hyphens, e.g. h100',
      }),
      nodeGroup,
      'The GPU nodes, by the name that models refer to.',
      "node groups by name, e.g. { h100: { instanceType: 'p5.48xlarge', capacity: […] } }",
    ).meta({ minProperties: 1 }),
    modelBucket: text(
      /^(?=.{3,63}$)[a-z0-9][a-z0-9-]*[a-z0-9]$/,
      "Name for the bucket of the region's models, unique in the world. Default: made of platform, account and region.",
      { is: 'the name of a bucket', use: '3 to 63 lower-case letters, digits and hyphens' },
    ).optional(),
    domain: section(
      { domainName, certificateArn },
      'A private name of your own for the models, and a certificate of ACM for the names below it (*.<domainName>): routers then call them by TLS. Default: plain HTTP inside the VPC.',
    ).optional(),
    mutualTls: field(
      z.boolean(),
      'Whether pods of models are called by TLS alone, and by routers in the cluster with certificates of both sides, which cert-manager makes. Default: true.',
      { is: 'true or false', use: 'true, or false in a cluster without cert-manager' },
    ).optional(),
    replicateModelsTo: list(
      text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Name of a region with GPUs.', {
        is: 'the name of a region',
        use: 'one such as eu-west-1',
      }),
      'Regions whose buckets of models get what is pushed here. Default: none.',
      "regions such as ['eu-west-1']",
      20,
    ).optional(),
    builds: builds.optional(),
    karpenter: section(
      {
        amiVersion: text(/^v\d{8}$/, 'Release of the EKS image of Amazon Linux 2023.', {
          is: 'a release of the image',
          use: 'one such as v20261105',
        }),
      },
      'Karpenter, which is installed in the cluster, starts the nodes between desiredSize and maxSize. Default: nobody does.',
    ).optional(),
    router: routerPods.optional(),
    publisherRole: roleName('Role that may push models. Default: the first of adminRoles.').optional(),
  },
  'A Kubernetes cluster with GPUs, in the network of the region. Default: none; the region asks cloud APIs only.',
);
