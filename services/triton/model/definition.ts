import type { ConfigProblem } from '../text/decode.ts';
import type { ModelFile, ModelFiles } from './files.ts';
import type { EnsembleModel, TritonModel } from './model.ts';

/** What each version must have, as a file or a folder. What the definition writes itself is not here. */
const NEEDED: Readonly<Record<Exclude<TritonModel['backend'], 'ensemble' | 'vllm'>, readonly string[]>> = {
  onnxruntime: ['model.onnx'],
  tensorrt: ['model.plan'],
  python: ['model.py'],
  tensorrtllm: ['model.py', 'helpers.py'],
};

type StoredModel = Exclude<TritonModel, EnsembleModel>;

/** What Triton lets pass, or says only when it loads the model: names, versions and files that do not fit together. */
export function definitionProblems(model: TritonModel): readonly ConfigProblem[] {
  return [
    ...(/^[\w.-]+$/.test(model.name) && !model.name.startsWith('.')
      ? []
      : [{ path: 'name', message: `${JSON.stringify(model.name)} is no name of a folder; write letters, digits, _, - and .` }]),
    ...('input' in model ? [...duplicates('input', model.input), ...duplicates('output', model.output)] : []),
    ...('dynamicBatching' in model && model.dynamicBatching && !model.maxBatchSize
      ? [{ path: 'dynamic_batching', message: 'max_batch_size is 0, so nothing is batched; write maxBatchSize of 2 or more' }]
      : []),
    ...('instanceGroup' in model ? (model.instanceGroup ?? []) : []).flatMap(({ count }, at) =>
      count === undefined || count >= 1
        ? []
        : [{ path: `instance_group[${at}].count`, message: `count is ${count}; write 1 or more` }],
    ),
    ...(model.backend === 'ensemble' ? [] : storedProblems(model)),
  ];
}

function duplicates(path: string, tensors: readonly { readonly name: string }[]): readonly ConfigProblem[] {
  return tensors.flatMap(({ name }, at) =>
    tensors.findIndex((each) => each.name === name) < at
      ? [{ path: `${path}[${at}].name`, message: `two of them are called ${JSON.stringify(name)}; give each its own name` }]
      : [],
  );
}

function storedProblems(model: StoredModel): readonly ConfigProblem[] {
  const numbers = model.versions.map(({ version }) => version);
  const policy = model.versionPolicy;
  return [
    ...(numbers.length > 0 ? [] : [{ path: 'versions', message: 'the model has no version; add one' }]),
    ...numbers.flatMap((version, at) => {
      if (!Number.isSafeInteger(version) || version < 1)
        return [{ path: `versions[${at}]`, message: `version ${version}; write a whole number from 1` }];
      return numbers.indexOf(version) < at
        ? [{ path: `versions[${at}]`, message: `there are two versions ${version}; number them apart` }]
        : [];
    }),
    ...(policy && 'specific' in policy ? policy.specific.versions : [])
      .filter((version) => !numbers.includes(version))
      .map((version) => ({
        path: 'version_policy.specific',
        message: `version ${version} is to be served and is not there; the versions are ${numbers.join(', ')}`,
      })),
    ...(policy && 'latest' in policy && policy.latest.numVersions < 1
      ? [
          {
            path: 'version_policy.latest',
            message: `numVersions is ${policy.latest.numVersions}, so none is served; write 1 or more`,
          },
        ]
      : []),
    ...model.versions.flatMap(({ version, files }) => [...missingFiles(model, version, files), ...pickles(version, files)]),
    ...mentionedFiles(model),
    ...Object.keys(model.files ?? {})
      .filter((path) => /^\d+(\/|$)/.test(path))
      .map((path) => ({
        path: 'files',
        message: `${path} lies in the folder of a version; add it to the files of that version`,
      })),
    ...[model.files ?? {}, ...model.versions.map(({ files }) => files)].flatMap((files) =>
      Object.entries(files).flatMap(([path, file]) => fileProblems(path, file)),
    ),
  ];
}

function missingFiles(model: StoredModel, version: number, files: ModelFiles): readonly ConfigProblem[] {
  const needed = model.backend === 'vllm' ? [] : NEEDED[model.backend];
  return needed
    .filter((name) => !Object.keys(files).some((path) => path === name || path.startsWith(`${name}/`)))
    .map((name) => ({
      path: 'versions',
      message: `version ${version} has no ${name}, which the backend ${model.backend} loads; add it`,
    }));
}

/** Weights as Python pickles run code when they are read: TorchScript's model.pt is one too. */
function pickles(version: number, files: ModelFiles): readonly ConfigProblem[] {
  return Object.keys(files)
    .filter((path) => /\.(pkl|pickle|bin|pt|pth|ckpt)$/i.test(path))
    .map((path) => ({
      path: 'versions',
      message: `${path} of version ${version} is a pickle or may be one; store safetensors, ONNX or an engine`,
    }));
}

/** Files that the configuration names lie beside it. */
function mentionedFiles(model: StoredModel): readonly ConfigProblem[] {
  if (!('input' in model)) return [];
  const there = Object.keys(model.files ?? {});
  const labels = model.output.flatMap(({ labelFilename }) => labelFilename ?? []);
  const samples = (model.modelWarmup ?? [])
    .flatMap(({ inputs }) => Object.values(inputs))
    .flatMap((input) => ('inputDataFile' in input ? `warmup/${input.inputDataFile}` : []));
  return [...labels, ...samples]
    .filter((path) => !there.includes(path))
    .map((path) => ({ path: 'files', message: `the configuration names the file ${path}, which is not there; add it to files` }));
}

function fileProblems(path: string, file: ModelFile): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const outside = path.startsWith('/') || path.split('/').some((part) => part === '' || part === '.' || part === '..');
  if (outside)
    problems.push({
      path: 'files',
      message: `${JSON.stringify(path)} is no path inside the model's folder; write e.g. 1/model.py`,
    });
  if ('sha256' in file && !/^[\da-f]{64}$/.test(file.sha256)) {
    problems.push({
      path: 'files',
      message: `the digest of ${path} is ${JSON.stringify(file.sha256)}; write its SHA-256 as 64 hexadecimal digits`,
    });
  }
  return problems;
}
