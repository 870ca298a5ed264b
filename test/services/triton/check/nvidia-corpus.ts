import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkConfigText } from '../../../../services/triton/check/config.ts';
import { checkRepository } from '../../../../services/triton/check/repository.ts';
import { parseModelConfig } from '../../../../services/triton/text/parse.ts';

/** A configuration of NVIDIA's repository, and what Triton's own tests expect of it. */
export interface Case {
  /** Folder below the repository. */
  readonly name: string;
  readonly category: string;
  /** Triton must refuse it. */
  readonly bad: boolean;
  /** Why it cannot be judged from what is there. */
  readonly notJudged?: string;
  /** Paths of what we find wrong. */
  readonly wrong: readonly string[];
}

const SUITE = 'qa/L0_model_config/';

/** The files that Triton finds beside configurations that name no backend; the data has none of them. */
const FILES: readonly (readonly [RegExp, string])[] = [
  [/_tf_|\/tensorflow\//, 'model.savedmodel'],
  [/\/pytorch\//, 'model.pt'],
  [/\/openvino\//, 'model.xml'],
  [/\/tensorrt\//, 'model.plan'],
  [/python|_py\b|dlpack/, 'model.py'],
  [/\/noautofill_platform\/|\/onnx\/|chain_relocation/, 'model.onnx'],
];

/** What Triton learns elsewhere than in the configuration. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/autofill_noplatform\/(onnx|openvino|pytorch|tensorrt)\//, "Triton compares with the model's file"],
  [/autofill_noplatform\/python\//, 'Triton compares with what model.py says of itself'],
  [/autofill_noplatform_success\/tensorrt\/(hint_for_no_batch|incomplete_output)\//, "Triton completes it from the model's file"],
  [/unknown_backend/, 'Triton looks for the library of the backend'],
];

export function casesOf(root: string): readonly Case[] {
  return globSync('**/config.pbtxt', { cwd: root })
    .sort()
    .map((file) => judged(root, path.dirname(file)));
}

/** Folders with an expected error whose configuration is not in the data. */
export function withoutConfig(root: string): readonly string[] {
  return globSync(`${SUITE}**/expected`, { cwd: root })
    .map((file) => path.dirname(file))
    .filter((folder) => !existsSync(path.join(root, folder, 'config.pbtxt')))
    .sort();
}

function judged(root: string, name: string): Case {
  const text = (folder: string) =>
    readFileSync(path.join(root, folder, 'config.pbtxt'), 'utf8')
      // As Triton's test does with the platform of each backend in turn.
      .replace('platform: "onnxruntime"', 'platform: "onnxruntime_onnx"');
  const { config } = parseModelConfig(text(name));
  const files = FILES.filter(([pattern]) => pattern.test(`${name}/`)).map(([, file]) => file);
  // A configuration with a name is copied into a folder of that name by Triton's tests.
  const own = checkConfigText(text(name), { folder: config.name || path.basename(name), files: files.slice(0, 1) });

  const steps = (config.ensemble_scheduling?.step ?? []).map(({ model_name: model = '' }) => model);
  const siblings = globSync('*/config.pbtxt', { cwd: path.join(root, name, '..') }).map((file) => path.dirname(file));
  const missing = [...new Set(steps)].filter((step) => !siblings.includes(step));
  const isMissingModelTest = name.includes('/non_existing_model/');
  const configs = siblings.map(
    (each) => [each, { config: parseModelConfig(text(path.join(name, '..', each))).config, served: [1] }] as const,
  );
  const across = missing.length === 0 || isMissingModelTest ? checkRepository(new Map(configs)) : [];

  const isHelper =
    name.startsWith(`${SUITE}autofill_noplatform/ensemble/`) && path.basename(path.dirname(name)) !== path.basename(name);
  const inBadSuite = /L0_model_config\/(autofill_noplatform|noautofill_platform|special_cases)\//.test(name);
  const bad = inBadSuite && !(isHelper && path.basename(path.dirname(name)) !== 'ensemble');
  const elsewhere = ELSEWHERE.find(([pattern]) => pattern.test(`${name}/`))?.[1];
  const incomplete = bad && own.length === 0 && missing.length > 0 && !isMissingModelTest;
  const notJudged = elsewhere ?? (incomplete ? `its models are not in the data: ${missing.join(', ')}` : undefined);
  return {
    name,
    category: categoryOf(name),
    bad,
    ...(notJudged && { notJudged }),
    wrong: [...own, ...across.filter(({ model }) => model === path.basename(name))].map((problem) => problem.path),
  };
}

function categoryOf(name: string): string {
  const parts = name.split('/');
  return parts
    .slice(0, name.startsWith(`${SUITE}autofill`) ? 4 : name.startsWith(SUITE) ? 3 : Math.min(2, parts.length - 1))
    .join('/');
}
