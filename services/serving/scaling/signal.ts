import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel, ServingEngine } from '../served-model.ts';
import type { Serving } from '../serving.ts';

/** Requests in flight, waiting ones included, of the pods that a selector of PromQL chooses: what fills a replica, whatever the engine. */
interface LoadSignal {
  readonly query: (pods: string) => string;
  /** Earliest version of the image in which the metrics were seen. */
  readonly seenIn: string;
}

/** Time spent on requests per second is the number of requests at a time (Little's law). */
const TRITON: LoadSignal = {
  query: (pods) => `sum(rate(nv_inference_request_duration_us{${pods}}[2m])) / 1e6`,
  // Triton 2.51, which our own tests run.
  seenIn: '24.10',
};

/**
 * By engine. Triton's ratio of queue to compute time is nowhere used: for backends that return before the answer is done, vLLM's and others, it
 * says nothing, and neither does the duration of requests.
 */
const SIGNALS: Readonly<Record<ServingEngine, LoadSignal | undefined>> = {
  // https://docs.vllm.ai/en/v0.4.0.post1/serving/metrics.html and those of all later versions.
  vllm: {
    query: (pods) => `sum(vllm:num_requests_running{${pods}}) + sum(vllm:num_requests_waiting{${pods}})`,
    seenIn: '0.4',
  },
  // src/utils/metrics.py of triton-inference-server/vllm_backend, January 2026: counters and histograms, no gauges.
  'triton-vllm': { query: (pods) => `sum(rate(vllm:e2e_request_latency_seconds_sum{${pods}}[2m]))`, seenIn: '26.01' },
  // Its Python backend exports no metrics of its own: https://github.com/triton-inference-server/tensorrtllm_backend/issues/479
  'triton-tensorrt-llm': undefined,
  'triton-onnx': TRITON,
  'triton-python': TRITON,
};

/** Why a model cannot be scaled by load; undefined when it can. */
export function loadSignalProblem({ engine, image }: ServedModel): string | undefined {
  const signal = SIGNALS[engine];
  if (signal === undefined) return `is by load, and ${engine} exports no metric of it; use cpu or fixed, or the engine vllm`;
  const [version, least] = [image.version, signal.seenIn].map(numbersOf);
  if (version === undefined)
    return `is by load, and image.version is ${JSON.stringify(image.version)}; write it like v0.29.0 or 26.07-py3`;
  return least === undefined || isAtLeast(version, least)
    ? undefined
    : `is by load, and image.version is ${image.version}, which is not known to export ${metricsOf(signal)}; use ${signal.seenIn} or later`;
}

/** PromQL of a release's load. It has a value when there are no pods, namely 0, and none when pods do not report: then nothing is scaled down. */
export function inFlightQuery({ namespace }: Serving, model: ServedModel, release: ModelRelease): string | undefined {
  // What a Deployment and a LeaderWorkerSet append to their names: nothing that another model's name could be.
  const suffix = model.gpus.pipelineParallel === 1 ? '[a-z0-9]+-[a-z0-9]+' : '[0-9]+';
  const pods = `namespace="${namespace}",pod=~"${releaseName(model, release)}-${suffix}"`;
  const query = SIGNALS[model.engine]?.query(pods);
  return query && `(${query}) or absent(up{${pods}}) * 0`;
}

type Version = readonly [major: number, minor: number];

function numbersOf(version: string): Version | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor)];
}

const isAtLeast = ([major, minor]: Version, [leastMajor, leastMinor]: Version): boolean =>
  major > leastMajor || (major === leastMajor && minor >= leastMinor);

const metricsOf = ({ query }: LoadSignal): string => (query('').match(/\b(?:vllm:|nv_)\w+/g) ?? []).join(' and ');
