import type { PlatformConfig } from './config/platform-config.ts';

/** The deterministic names by which every region, and `blueprint keys`, finds what the global stack holds. */
export const globalNames = (config: PlatformConfig) => ({
  apiKeyTable: `${config.name}-api-keys`,
  watermarkKey: `${config.name}/watermark-key`,
  abuseKey: `${config.name}/abuse-key`,
  apiKeyPepper: `${config.name}/pepper`,
});
