import {
  AppConfigDataClient,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import { errorFields, log } from '../../common/log.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import { parseRouterConfig } from '../domain/config/router-config.ts';
import type { Clock, ConfigSource } from '../domain/ports.ts';

/** AppConfig charges per poll and asks for no more than one a minute. */
const MIN_POLL_MS = 60_000;

/** A function that slept for so long asks before it answers. */
const STALE_MS = 5 * MIN_POLL_MS;

/**
 * Reads the configuration that AppConfig has deployed. It looks for a newer one after an answer, at most once a minute, so that no client
 * waits for it. While AppConfig fails, or deploys something invalid, the last good one stays.
 *
 * @param place `<application>/<environment>/<profile>`, names or ids
 * @throws Error when the place has another form
 */
export function appConfigConfig(place: string, clock: Clock): ConfigSource {
  const [application, environment, profile, ...rest] = place.split('/');
  if (!application || !environment || !profile || rest.length > 0) {
    throw new Error(`'${place}' is no place in AppConfig; write <application>/<environment>/<profile>`);
  }
  const client = new AppConfigDataClient(CLIENT_LIMITS);
  let config: RouterConfig | undefined;
  let token: string | undefined;
  let polledAt = Number.NEGATIVE_INFINITY;
  let waitMs = MIN_POLL_MS;
  let polling: Promise<void> | undefined;

  const startSession = async () => {
    const { InitialConfigurationToken } = await client.send(
      new StartConfigurationSessionCommand({
        ApplicationIdentifier: application,
        EnvironmentIdentifier: environment,
        ConfigurationProfileIdentifier: profile,
        RequiredMinimumPollIntervalInSeconds: MIN_POLL_MS / 1000,
      }),
    );
    return InitialConfigurationToken;
  };

  const poll = async () => {
    polledAt = clock.now();
    const used = token ?? (await startSession());
    // A token is good for one call: should this one fail, the next poll starts a session of its own.
    token = undefined;
    const latest = await client.send(new GetLatestConfigurationCommand({ ConfigurationToken: used }));
    token = latest.NextPollConfigurationToken;
    waitMs = Math.max(MIN_POLL_MS, (latest.NextPollIntervalInSeconds ?? 0) * 1000);
    // Empty when nothing has changed since the last call of the session.
    if (!latest.Configuration?.length) return;
    const parsed = parseRouterConfig(Buffer.from(latest.Configuration).toString());
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
