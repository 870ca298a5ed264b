import type { ModelConfig } from '../schema/types.ts';

/** The platform that each backend with its own model format writes, of both the same is meant. */
export const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['tensorrt', 'tensorrt_plan'],
  ['onnxruntime', 'onnxruntime_onnx'],
  ['pytorch', 'pytorch_libtorch'],
]);

const BACKEND_OF_FILE: ReadonlyMap<string, string> = new Map([
  ['model.plan', 'tensorrt'],
  ['model.onnx', 'onnxruntime'],
  ['model.xml', 'openvino'],
  ['model.pt', 'pytorch'],
  ['model.savedmodel', 'tensorflow'],
  ['model.graphdef', 'tensorflow'],
  ['model.py', 'python'],
]);

const TENSORFLOW = ['tensorflow_savedmodel', 'tensorflow_graphdef'];

/** Where a configuration lies. What is not known is not judged. */
export interface ModelPlace {
  /** Of the model in the repository. */
  readonly folder?: string;
  /** Names in the folder of a version. @default none */
  readonly files?: readonly string[];
}

/**
 * What Triton makes of a configuration before it judges it, without looking into the model's files: a name from the folder, a backend from
 * the platform, the names of the files or the folder's ending (`model.identity`), a platform from the backend, the newest version alone.
 */
export function completed(config: ModelConfig, { folder, files = [] }: ModelPlace = {}): ModelConfig {
  const name = config.name || folder;
  const backend = config.backend || backendOf(config, files, folder);
  const platform = config.platform || (backend && PLATFORMS.get(backend));
  return {
    ...config,
    ...(name && { name }),
    ...(backend && { backend }),
    ...(platform && { platform }),
    version_policy: config.version_policy ?? { latest: { num_versions: 1 } },
  };
}

function backendOf(config: ModelConfig, files: readonly string[], folder = ''): string | undefined {
  const { platform, default_model_filename: file } = config;
  if (platform === 'ensemble') return undefined;
  if (platform) {
    if (TENSORFLOW.includes(platform)) return 'tensorflow';
    return [...PLATFORMS].find(([, name]) => name === platform)?.[0];
  }
  if (file) return BACKEND_OF_FILE.get(file);
  const [, backend] = [...BACKEND_OF_FILE].find(([name]) => files.includes(name)) ?? [];
  return backend ?? /\.(.+)$/.exec(folder)?.[1];
}
