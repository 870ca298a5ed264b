import type { ModeratedSide } from '../guard/moderated.ts';
import { isModelRequest, latencyMs, timePerOutputTokenMs, timeToFirstTokenMs } from './durations.ts';
import type { ApartObservation, Observation } from './observation.ts';
import { BROKEN, statusLabel } from './status-label.ts';

interface MetricDefinition {
  readonly Name: string;
  readonly Unit: 'Count' | 'Seconds' | 'None';
}

/** CloudWatch takes metrics from a log line that has these members (embedded metric format). */
export interface EmbeddedMetrics {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly MetricDefinition[];
    }[];
  };
  /** Values of the metrics and of their dimensions. */
  readonly [member: string]: unknown;
}

const UNITS = {
  llm_requests_total: 'Count',
  llm_request_latency_seconds: 'Seconds',
  llm_time_to_first_token_seconds: 'Seconds',
  llm_time_per_output_token_seconds: 'Seconds',
  llm_cold_start_seconds: 'Seconds',
  llm_cold_start_demand: 'Count',
  llm_input_tokens_total: 'Count',
  llm_output_tokens_total: 'Count',
  llm_cost_total_dollars: 'None',
  llm_quota_refusals_total: 'Count',
  llm_broken_answers_total: 'Count',
  llm_moderation_total: 'Count',
  llm_abuse_actions_total: 'Count',
} as const;

/** What a request's metrics are called in CloudWatch. */
export type MetricName = keyof typeof UNITS;

/**
 * The metrics of one request, in total and by model; requests also by status, what came of its texts by side and action. Every combination of
 * name and dimensions is billed as a metric of its own, so there are no others. A model that only `*` takes counts as `(other)`, one that does not exist as `(unknown)`.
 *
 * @returns undefined when no model was to answer
 */
export function embeddedMetrics(namespace: string, observation: Observation): EmbeddedMetrics | undefined {
  if (!isModelRequest(observation)) return undefined;
  const { model = '(unknown)', catchAll, endedAt, abuse } = observation;
  const { llm_requests_total, ...others } = valuesOf(observation);
  const moderated = worstSideOf(observation);
  const directive = (Dimensions: readonly (readonly string[])[], names: readonly MetricName[]) => ({
    Namespace: namespace,
    Dimensions,
    Metrics: names.map((Name) => ({ Name, Unit: UNITS[Name] })),
  });
  return {
    _aws: {
      Timestamp: endedAt,
      CloudWatchMetrics: [
        directive([[], ['Model'], ['Model', 'Status']], ['llm_requests_total']),
        directive([[], ['Model']], Object.keys(others) as MetricName[]),
        ...(moderated ? [directive([[], ['Side', 'Action']], ['llm_moderation_total'])] : []),
        ...(abuse ? [directive([[], ['AbuseAction']], ['llm_abuse_actions_total'])] : []),
      ],
    },
    Model: catchAll ? '(other)' : model,
    Status: statusLabel(observation),
    llm_requests_total,
    ...others,
    ...(moderated && { Side: moderated.side, Action: moderated.action, llm_moderation_total: 1 }),
    ...(abuse && { AbuseAction: abuse.action, llm_abuse_actions_total: 1 }),
  };
}

/** What a call took that was not for its request's answer, in total and by its own model. It is no request. */
export function apartMetrics(namespace: string, call: ApartObservation): EmbeddedMetrics {
  const { model, endedAt, inputTokens, outputTokens, costMicroDollars } = call;
  const values = amountsOf({ inputTokens, outputTokens, ...(costMicroDollars !== undefined && { costMicroDollars }) });
  const Metrics = Object.keys(values).map((name) => ({ Name: name, Unit: UNITS[name as MetricName] }));
  const directive = { Namespace: namespace, Dimensions: [[], ['Model']], Metrics };
  return { _aws: { Timestamp: endedAt, CloudWatchMetrics: [directive] }, Model: model, ...values };
}

/** Tells that requests want a release which sleeps, while they wait: whoever starts replicas must not hear of it afterwards only. */
export const demandMetrics = (namespace: string, release: string, waiting: number, at: number): EmbeddedMetrics => ({
  _aws: {
    Timestamp: at,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [['Release']],
        Metrics: [{ Name: 'llm_cold_start_demand', Unit: UNITS.llm_cold_start_demand }],
      },
    ],
  },
  Release: release,
  llm_cold_start_demand: waiting,
});

/** A line has one value for each name: of what came of a request, the severest counts. */
const worstSideOf = ({ moderation }: Observation): ModeratedSide | undefined =>
  moderation?.sides.find(({ action }) => action === moderation.action);

function valuesOf(observation: Observation): Partial<Record<MetricName, number>> {
  const { quotaRefusal, coldStartMs } = observation;
  const firstToken = timeToFirstTokenMs(observation);
  const perToken = timePerOutputTokenMs(observation);
  return {
    llm_requests_total: 1,
    llm_request_latency_seconds: latencyMs(observation) / 1000,
    ...(firstToken !== undefined && { llm_time_to_first_token_seconds: firstToken / 1000 }),
    ...(perToken !== undefined && { llm_time_per_output_token_seconds: perToken / 1000 }),
    ...(coldStartMs !== undefined && { llm_cold_start_seconds: coldStartMs / 1000 }),
    ...amountsOf(observation),
    ...(quotaRefusal && { llm_quota_refusals_total: 1 }),
    ...(statusLabel(observation) === BROKEN && { llm_broken_answers_total: 1 }),
  };
}

const amountsOf = ({
  inputTokens,
  outputTokens,
  costMicroDollars,
}: Pick<Observation, 'inputTokens' | 'outputTokens' | 'costMicroDollars'>): Partial<Record<MetricName, number>> => ({
  ...(inputTokens > 0 && { llm_input_tokens_total: inputTokens }),
  ...(outputTokens > 0 && { llm_output_tokens_total: outputTokens }),
  ...(costMicroDollars !== undefined && { llm_cost_total_dollars: costMicroDollars / 1e6 }),
});
