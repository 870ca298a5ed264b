import { readFileSync, statSync } from 'node:fs';
import { errorFields, log } from '../../common/log.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import { parseRouterConfig } from '../domain/config/router-config.ts';
import type { ConfigSource } from '../domain/ports.ts';

const POLL_MS = 500;

/**
 * Reads the configuration from a file and follows its changes. A change that is no valid configuration is refused with a line in the log,
 * and the last good one stays.
 *
 * It polls by itself: editors and deployment tools replace files instead of writing into them, which loses an inotify watch, and
 * `watchFile` takes for old what changed before its first look.
 *
 * @throws Error when the file cannot be read, or is no valid configuration, to begin with
 */
export function fileConfig(path: string): ConfigSource & { close(): void } {
  let seen = versionOf(path);
  let config = read(path);

  const look = () => {
    const version = versionOf(path);
    if (version === seen) return;
    seen = version;
    try {
      config = read(path);
      log('info', 'configuration replaced', { path });
    } catch (error) {
      log('error', 'configuration refused; the last good one stays', { path, ...errorFields(error) });
    }
  };
  const timer = setInterval(look, POLL_MS).unref();

  return {
    current: async () => config,
    refresh: async () => undefined,
    close: () => clearInterval(timer),
  };
}

/** Changes with every write and every replacement. */
function versionOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'absent' : `${stats.ino} ${stats.mtimeMs} ${stats.size}`;
}

function read(path: string): RouterConfig {
  const parsed = parseRouterConfig(readFileSync(path, 'utf8'));
  if ('problem' in parsed) throw new Error(`${path} is no router configuration: ${parsed.problem}`);
  return parsed.config;
}
