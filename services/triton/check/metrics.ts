import type { ModelConfig } from '../schema/types.ts';
import type { ConfigProblem } from '../text/decode.ts';

/** Each overridden metric has a family and buckets. */
export function checkMetrics(config: ModelConfig): readonly ConfigProblem[] {
  return (config.model_metrics?.metric_control ?? []).flatMap((control, at) => {
    const path = `model_metrics.metric_control[${at}]`;
    return [
      ...(control.metric_identifier?.family
        ? []
        : [{ path: `${path}.metric_identifier`, message: 'no metric is named; write metric_identifier { family: "…" }' }]),
      ...(control.histogram_options?.buckets?.length
        ? []
        : [
            {
              path: `${path}.histogram_options`,
              message: 'the metric has no buckets; write histogram_options { buckets: [ … ] }',
            },
          ]),
    ];
  });
}
