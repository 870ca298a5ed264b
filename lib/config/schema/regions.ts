import { z } from 'zod';
import { field, list, named, section, text, whole } from './field.ts';
import { gpus } from './gpus.ts';
import { regionName, zoneName } from './names.ts';
import { redis } from './redis.ts';
import { vectors } from './vectors.ts';

const cidr = text(
  /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|20)$/,
  'IPv4 block of a network of our own, /16 to /20, private, overlapping no other region. Default: no network; the router reaches cloud APIs only.',
  { is: 'an IPv4 block', use: 'a /16 to /20, e.g. 10.10.0.0/16' },
);

const zones = field(
  z.union([z.literal([2, 3]), z.array(zoneName).min(2).max(3)]),
  'Availability zones of a network of our own: how many, or their names. Default: the first three of the catalogue, or as many as there are.',
  { is: 'a choice of zones', use: "2, 3, or two or three names, e.g. ['eu-west-1a', 'eu-west-1b']" },
);

const vpc = section(
  {
    vpcId: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'Id of the VPC.', {
      is: 'the id of a VPC',
      use: 'one such as vpc-0123456789abcdef0',
    }),
    privateSubnetIds: list(
      text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'Id of a private subnet.', {
        is: 'the id of a subnet',
        use: 'one such as subnet-0123456789abcdef0',
      }),
      'Private subnets, one per zone, in the order of zones.',
      "ids such as ['subnet-0123456789abcdef0']",
    ),
    zones: list(zoneName, "The subnets' availability zones.", "names such as ['eu-west-1a']", 6),
    cidr: text(/^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-8])$/, 'IPv4 block of the subnets; needed where the region has GPUs.', {
      is: 'an IPv4 block',
      use: 'a /16 to /28, e.g. 10.10.0.0/16',
    }).optional(),
  },
  'A network that exists. Excludes cidr.',
);

const region = section(
  {
    primary: field(
      z.boolean(),
      'Whether this region is home to the global stack. Exactly one is; a single region is by default.',
      {
        is: 'true or false',
        use: 'true for one region, without quotes',
      },
    ).optional(),
    cidr: cidr.optional(),
    zones: zones.optional(),
    natGateways: whole(
      0,
      3,
      1,
      'NAT gateways of a network of our own; 0 leaves no way to the internet. Default: one per zone.',
    ).optional(),
    vpc: vpc.optional(),
    redis: redis.optional(),
    vectors: vectors.optional(),
    gpus: gpus.optional(),
  },
  'One region of the platform. Empty: no network, cloud APIs only.',
);

export const regions = named(
  regionName,
  region,
  'The regions of the platform, by name.',
  "regions by name, e.g. { 'us-east-1': { cidr: '10.10.0.0/16' } }",
).meta({ minProperties: 1 });
