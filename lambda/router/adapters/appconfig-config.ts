import { errorFields, log } from '../../common/log.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import { parseRouterConfig } from '../domain/config/router-config.ts';
import type { Clock, ConfigSource, Upstream } from '../domain/ports.ts';
import { appConfigData } from './appconfig-data.ts';

/** AppConfig charges per poll and asks for no more than one a minute. */
const MIN_POLL_MS = 60_000;

/** A function that slept for so long asks before it answers. */
const STALE_MS = 5 * MIN_POLL_MS;

/**
 * Reads the configuration that AppConfig has deployed. It looks for a newer one after an answer, at most once a minute, so that no client
 * waits for it. While AppConfig fails, or deploys something invalid, the last good one stays.
 *
 * @param place `<application>/<environment>/<profile>`, names or ids
 * @param upstream signs the calls
 * @throws Error when the place has another form
 */
export function appConfigConfig(place: string, region: string, upstream: Upstream, clock: Clock): ConfigSource {
  const [application, environment, profile, ...rest] = place.split('/');
  if (!application || !environment || !profile || rest.length > 0) {
    throw new Error(`'${place}' is no place in AppConfig; write <application>/<environment>/<profile>`);
  }
  const data = appConfigData([application, environment, profile], region, upstream);
  let config: RouterConfig | undefined;
  let token: string | undefined;
  let polledAt = Number.NEGATIVE_INFINITY;
  let waitMs = MIN_POLL_MS;
  let polling: Promise<void> | undefined;

  const fetchLatest = async () => {
    const used = token ?? (await data.startSession(MIN_POLL_MS / 1000));
    // A token is good for one call: should this one fail, the next one starts a session of its own.
    token = undefined;
    return data.latest(used);
  };

  const poll = async () => {
    polledAt = clock.now();
    // Once more: a connection that a frozen function kept open is closed by now.
    const latest = await fetchLatest().catch(fetchLatest);
    token = latest.token;
    waitMs = Math.max(MIN_POLL_MS, latest.waitSeconds * 1000);
    if (latest.text === '') return;
    const parsed = parseRouterConfig(latest.text);
    if ('problem' in parsed) throw new Error(`AppConfig ${place} holds no router configuration: ${parsed.problem}`);
    config = parsed.config;
  };

  const refresh = async () => {
    polling ??= poll()
      .catch((error: unknown) => log('error', 'configuration not refreshed', { place, ...errorFields(error) }))
      .finally(() => {
        polling = undefined;
      });
    await polling;
  };

  // Under way while the rest of the function starts.
  void refresh();
  return {
    current: async () => {
      if (config === undefined || clock.now() - polledAt > STALE_MS) await refresh();
      if (config === undefined) throw new Error(`AppConfig ${place} has given no router configuration yet; the log says why`);
      return config;
    },
    refresh: async () => {
      if (clock.now() - polledAt >= waitMs) await refresh();
    },
  };
}
