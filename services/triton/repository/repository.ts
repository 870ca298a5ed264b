import { createHash } from 'node:crypto';
import { checkRepository, type RepositoryModel } from '../check/repository.ts';
import { modelConfig, TritonModelError } from '../model/config-pbtxt.ts';
import type { BinaryFile, ModelFile } from '../model/files.ts';
import type { TritonModel, VllmModel } from '../model/model.ts';
import { modelYaml } from '../model/tensorrt-llm.ts';
import { printMessage } from '../text/print.ts';
import { servedVersions } from './versions.ts';

/** A model repository: what Triton's `--model-repository` points to. */
export interface ModelRepositoryFiles {
  /** By path below the repository, sorted; with `manifest.json`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Files whose bytes come from elsewhere, by path, sorted. */
  readonly binaries: Readonly<Record<string, BinaryFile>>;
  readonly manifest: RepositoryManifest;
}

/** Every file of a repository but the manifest itself. */
export interface RepositoryManifest {
  readonly models: readonly { readonly name: string; readonly backend: string; readonly served: readonly number[] }[];
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly sizeBytes: number }[];
}

/**
 * Lays out models as Triton reads them: a folder each, with config.pbtxt and a folder for each version. The same models in another order are
 * the same repository.
 *
 * @throws TritonModelError for the first model that is wrong, by itself or as an ensemble of the others
 */
export function modelRepository(models: readonly TritonModel[]): ModelRepositoryFiles {
  const twice = models.find(({ name }, at) => models.findIndex((each) => each.name === name) < at);
  if (twice) throw new TritonModelError(twice.name, [{ path: 'name', message: 'two models have this name; give each its own' }]);
  const sorted = [...models].sort((a, b) => (a.name < b.name ? -1 : 1));
  const configs = new Map<string, RepositoryModel>(
    sorted.map((model) => [model.name, { config: modelConfig(model), served: servedVersions(model) }]),
  );
  const [problem, ...others] = checkRepository(configs);
  if (problem) throw new TritonModelError(problem.model, [problem, ...others.filter(({ model }) => model === problem.model)]);

  const files = sorted
    .flatMap((model) => {
      const config = printMessage('ModelConfig', configs.get(model.name)?.config ?? {});
      return [['config.pbtxt', { text: config }] as const, ...filesOf(model)].map(
        ([path, file]) => [`${model.name}/${path}`, file] as const,
      );
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const [double] = files.filter(([path], at) => files[at - 1]?.[0] === path);
  if (double) {
    const [model = '', ...rest] = double[0].split('/');
    throw new TritonModelError(model, [
      { path: 'files', message: `${rest.join('/')} is written by the definition itself; remove yours` },
    ]);
  }
  const manifest: RepositoryManifest = {
    models: sorted.map(({ name, backend }) => ({ name, backend, served: configs.get(name)?.served ?? [] })),
    files: files.map(([path, file]) => ({ path, ...digestOf(file) })),
  };
  const texts = files.flatMap(([path, file]) => ('text' in file ? [[path, file.text] as const] : []));
  return {
    texts: Object.fromEntries([...texts, ['manifest.json', json(manifest)]].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))),
    binaries: Object.fromEntries(files.flatMap(([path, file]) => ('text' in file ? [] : [[path, file] as const]))),
    manifest,
  };
}

/** Below the model's folder. A folder without a file is nothing in S3, so an ensemble's only version has a file that Triton does not read. */
function filesOf(model: TritonModel): readonly (readonly [string, ModelFile])[] {
  if (model.backend === 'ensemble') return [['1/.keep', { text: '' }]];
  return [
    ...Object.entries(model.files ?? {}),
    ...model.versions.flatMap(({ version, files }) =>
      Object.entries(files).map(([path, file]) => [`${version}/${path}`, file] as const),
    ),
    ...engineFiles(model),
  ];
}

function engineFiles(model: Exclude<TritonModel, { readonly backend: 'ensemble' }>): readonly (readonly [string, ModelFile])[] {
  if (model.backend === 'vllm') return model.versions.map(vllmFile);
  if (model.backend !== 'tensorrtllm') return [];
  return model.versions.map(
    ({ version, engineArgs }) => [`${version}/model.yaml`, { text: json(modelYaml(model, engineArgs)) }] as const,
  );
}

function vllmFile({ version, engineArgs }: VllmModel['versions'][number]): readonly [string, ModelFile] {
  return [`${version}/model.json`, { text: json(engineArgs) }];
}

function digestOf(file: ModelFile): { readonly sha256: string; readonly sizeBytes: number } {
  if (!('text' in file)) return { sha256: file.sha256, sizeBytes: file.sizeBytes };
  return { sha256: createHash('sha256').update(file.text).digest('hex'), sizeBytes: Buffer.byteLength(file.text) };
}

/** Keys sorted, so that equal values are equal texts. */
function json(value: unknown): string {
  const sorted = (_key: string, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return `${JSON.stringify(value, sorted, 2)}\n`;
}
