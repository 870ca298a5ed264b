import { statSync } from 'node:fs';
import { log } from '../../../lambda/common/log.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { promptsFiles, readFolder } from './read-folder.ts';

const POLL_MS = 500;

/** A configuration whose prompts come from a folder. */
export interface FollowedFolder {
  /** As the folder is at the start. */
  readonly config: RouterConfig;
  /**
   * Hands over every later state that is right and has stood still from one look to the next. One that is wrong is refused with a line in the
   * log, and the last good one stays.
   */
  follow(replace: (config: RouterConfig) => void): void;
}

/**
 * Adds the prompts of a folder to a configuration, and follows its changes.
 *
 * @throws Error that names the folder or the places in its files that are wrong
 */
export function followFolder(folder: string, base: RouterConfig): FollowedFolder {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`'${folder}' is no folder; make it, or name another one with --prompts`);
  }
  let judged = versionOf(folder);
  let noticed = judged;
  let served = readFolder(folder, base);
  const look = (replace: (config: RouterConfig) => void) => {
    const version = versionOf(folder);
    // Whoever writes a file may be in the middle of it, and half a file may be right by itself: it has to have stood still.
    const still = version === noticed;
    noticed = version;
    if (version === judged || !still) return;
    judged = version;
    try {
      served = readFolder(folder, base, served.filled);
      replace(served.config);
      log('info', 'prompts replaced', { folder });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log('error', 'prompts refused; the last good ones stay', { folder, error: reason });
    }
  };
  return { config: served.config, follow: (replace) => void setInterval(() => look(replace), POLL_MS).unref() };
}

/** Changes with every file that is written, added, removed or renamed. */
function versionOf(folder: string): string {
  try {
    return promptsFiles(folder)
      .map((file) => {
        const stats = statSync(file, { throwIfNoEntry: false });
        return `${file} ${stats?.ino} ${stats?.mtimeMs} ${stats?.ctimeMs} ${stats?.size}`;
      })
      .join('\n');
  } catch {
    return 'absent';
  }
}
