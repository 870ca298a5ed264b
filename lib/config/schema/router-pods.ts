import { list, section, text, whole } from './field.ts';

/** Routers in a region's cluster. */
export const routerPods = section(
  {
    bundle: section(
      {
        bucket: text(/^(?=.{3,63}$)[a-z0-9][a-z0-9.-]*[a-z0-9]$/, 'Name of a bucket of the region.', {
          is: 'the name of a bucket',
          use: '3 to 63 lower-case letters, digits and hyphens',
        }),
        key: text(/^[^/\s].*\/[^/\s]+\.tar\.gz$/, 'Key of the file, in a folder of its own.', {
          is: 'the key of a packed router',
          use: 'one such as router/router-1b600f36d7688dbb11c50a6751342860.tar.gz',
        }),
        sha256: text(/^[0-9a-f]{64}$/, 'Digest; a file that has another one is not run.', {
          is: 'a digest',
          use: 'the 64 hexadecimal digits that blueprint pack printed',
        }),
      },
      'What blueprint pack wrote.',
    ),
    callers: list(
      text(/^(\d{1,3}\.){3}\d{1,3}\/(\d|[12]\d|3[0-2])$/, 'An IPv4 block.', {
        is: 'an IPv4 block',
        use: 'one such as 10.10.0.0/20',
      }),
      "Who may call, e.g. the subnets of a load balancer. Default: the region's network.",
      "IPv4 blocks such as ['10.10.0.0/20']",
      20,
    ).optional(),
    drainSeconds: whole(1, 3600, 120, 'For streams under way when a pod is told to stop. Default: 120.').optional(),
  },
  'Routers as pods of the cluster, beside the Lambda function. Default: none.',
);
