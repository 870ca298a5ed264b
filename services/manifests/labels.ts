export type Labels = { readonly [label: string]: string };

/** Of every object that the platform has in a cluster. */
export const PLATFORM_LABELS: Labels = {
  'app.kubernetes.io/part-of': 'llm-platform',
  'app.kubernetes.io/managed-by': 'llm-platform-blueprint',
};
