import { LONGEST_REQUEST_MS } from '../../../lambda/router/contract/resilience.ts';
import type { Problem } from '../config-error.ts';
import { fullRoute } from '../resolve/routes.ts';
import { type ServedData, wakingSeconds } from '../resolve/served-model.ts';
import type { PlatformData } from '../schema/platform.ts';
import { problem } from './check.ts';

/** API Gateway and Lambda end a request after so long. */
const ENDED_SECONDS = 900;

/** A model that sleeps, takes longer to wake than any request lasts, and has nobody who answers meanwhile. */
export function coldStartProblems(data: Partial<PlatformData>, name: string, served: ServedData): Problem[] {
  const longest = Math.max(0, ...wakingSeconds(name, served, []).values());
  if (longest * 1000 <= LONGEST_REQUEST_MS || hasSubstitute(data, name)) return [];
  const own = served.releases.findIndex(({ scale }) => scale?.min === 0);
  const at = own < 0 ? ['scale', 'min'] : ['releases', own, 'scale', 'min'];
  const why = `lets it sleep, and it takes ${longest} s to wake, while API Gateway and Lambda end a request after ${ENDED_SECONDS} s`;
  const fix = 'use 1, give it another candidate in a route, or write under served.startup what was measured';
  return [problem(['models', name, 'served', ...at], 0, `${why}; ${fix}`)];
}

const hasSubstitute = ({ routes = {} }: Partial<PlatformData>, name: string): boolean =>
  Object.values(routes).some((route) => {
    const { candidates, defaultAnswer } = fullRoute(route);
    return candidates.some(({ model }) => model === name) && (candidates.length > 1 || defaultAnswer !== undefined);
  });
