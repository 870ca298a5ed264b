/** The configuration for outsiders; inside the project, import the file. */
export { ConfigError, type Problem } from './config-error.ts';
export { loadPlatformConfig } from './load.ts';
export { platform } from './platform.ts';
export type { PlatformConfig } from './platform-config.ts';
export { presets } from './presets/index.ts';
export type { PlatformInput } from './schema/platform.ts';
export { secret } from './secret.ts';
