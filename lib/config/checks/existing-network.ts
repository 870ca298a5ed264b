import type { Problem } from '../config-error.ts';
import { type Check, problem, repeated } from './check.ts';
import { zoneNameProblems } from './own-network.ts';

/** Networks that exist: one subnet for each zone, and zones of the region. */
export const checkExistingNetworks: Check = ({ data }) =>
  Object.entries(data.regions ?? {}).flatMap(([name, { vpc }]): Problem[] => {
    if (!vpc) return [];
    const path = ['regions', name, 'vpc'];
    const { privateSubnetIds, zones } = vpc;
    const uneven = privateSubnetIds.length !== zones.length;
    return [
      ...(uneven
        ? [
            problem(
              path,
              undefined,
              `has privateSubnetIds for ${privateSubnetIds.length} and zones for ${zones.length}; give one zone for each subnet, in the same order`,
            ),
          ]
        : []),
      ...repeated(privateSubnetIds).map((subnet) =>
        problem([...path, 'privateSubnetIds'], subnet, 'is listed twice; list it once'),
      ),
      ...zoneNameProblems([...path, 'zones'], name, zones),
    ];
  });
