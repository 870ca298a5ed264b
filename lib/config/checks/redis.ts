import type { Problem } from '../config-error.ts';
import { type Check, problem } from './check.ts';

/** ElastiCache lives in the region's network; and there is one kind of Redis in a region. */
export const checkRedis: Check = ({ data, intact }) =>
  Object.entries(data.regions ?? {}).flatMap(([name, { cidr, vpc, redis }]): Problem[] => {
    if (redis === undefined) return [];
    const path = ['regions', name, 'redis'];
    const { existing, serverless, nodeType, replicas } = redis;
    const ofNodes = Object.entries({ nodeType, replicas }).filter(([, value]) => value !== undefined);
    const idle = ofNodes.map(([key, value]) => problem([...path, key], value, `is for nodes of our own; ${keepOne(redis)}`));
    if (existing) {
      const both = serverless
        ? [problem([...path, 'serverless'], undefined, `is for a Redis of our own; ${keepOne(redis)}`)]
        : [];
      return [...both, ...idle];
    }
    const homeless = cidr === undefined && vpc === undefined && intact('regions', name);
    return [
      ...(serverless ? idle : []),
      ...(homeless
        ? [
            problem(
              path,
              undefined,
              `needs a network in ${name}, and the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists`,
            ),
          ]
        : []),
      ...(vpc && new Set(vpc.zones).size < 2
        ? [problem(path, undefined, 'needs subnets in two zones, so that one can fail; give vpc a second one')]
        : []),
    ];
  });

const keepOne = ({ existing }: { readonly existing?: unknown }): string =>
  existing ? 'leave it out, or leave out existing' : 'leave it out, or leave out serverless';
