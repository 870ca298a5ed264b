import { type ManifestFiles, manifestFiles } from '../../services/manifests/manifest-files.ts';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { prometheusRules } from '../../services/observability/rules/prometheus.ts';
import { ServingError, servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';

/**
 * Files by region, sorted, for every region that serves something: its models, and the rules by which its Prometheus watches them.
 *
 * @throws Error with the problems of all regions
 */
export function manifestsOf(servings: readonly Serving[]): ReadonlyMap<string, ManifestFiles> {
  const errors: string[] = [];
  const regions = [...servings]
    .sort((a, b) => (a.region < b.region ? -1 : 1))
    .flatMap((serving): (readonly [string, ManifestFiles])[] => {
      try {
        const models = servingManifests(serving);
        if (models.length === 0) return [];
        const rules = prometheusRules(RULE_GROUPS, serving.monitoring.namespace);
        return [[serving.region, manifestFiles([...models, ...rules])]];
      } catch (error) {
        if (!(error instanceof ServingError)) throw error;
        errors.push(error.message);
        return [];
      }
    });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return new Map(regions);
}
