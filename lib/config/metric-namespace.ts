/** Where CloudWatch keeps the metrics of a platform: its own, as others may live in the same account and region and have models of the same names. */
export const metricNamespace = (platform: string): string => `LlmPlatform/${platform}`;
