import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scriptOf } from '../../../../services/jobs/scripts/script.ts';

const python = spawnSync('python3', ['--version']).status === 0;
const withPython = python ? describe : describe.skip;

/** Libraries of the images, as far as the scripts call them: what they are called with goes into a file. */
const STUBS = {
  'stub.py': `import json, os

def note(**said):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(json.dumps(said) + "\\n")
`,
  'torch.py': `from contextlib import nullcontext as inference_mode
from stub import note

def manual_seed(seed):
    note(seed=seed)
`,
  'transformers.py': `from stub import note

class Tokens(dict):
    def to(self, device):
        return self

class AutoTokenizer:
    @staticmethod
    def from_pretrained(source):
        return AutoTokenizer()

    def __call__(self, text, **options):
        return Tokens(text=text, most=options["max_length"])

    def save_pretrained(self, folder):
        note(tokenizer=folder)

class AutoModelForCausalLM:
    device = "cuda"

    @staticmethod
    def from_pretrained(source, **options):
        note(source=source)
        return AutoModelForCausalLM()

    def __call__(self, **tokens):
        note(calibrated=tokens)
`,
  'modelopt/__init__.py': '',
  'modelopt/torch/__init__.py': '',
  'modelopt/torch/quantization.py': `from stub import note

FP8_DEFAULT_CFG, INT4_AWQ_CFG = "FP8", "AWQ"

def quantize(model, config, loop):
    note(config=config)
    loop(model)
    return model
`,
  'modelopt/torch/export.py': `from stub import note

def export_hf_checkpoint(model, export_dir):
    note(exported=export_dir)
`,
  'tensorrt_llm/__init__.py': '',
  'tensorrt_llm/llmapi.py': `class BuildConfig(dict):
    pass

class QuantConfig(dict):
    pass

class CalibConfig(dict):
    pass

class QuantAlgo:
    FP8, W8A8_SQ_PER_CHANNEL, W4A16_AWQ = "FP8", "W8A8", "AWQ"
`,
  'tensorrt_llm/_tensorrt_engine.py': `from stub import note

class LLM:
    def __init__(self, **options):
        note(**options)

    def save(self, folder):
        note(saved=folder)
`,
};

withPython(`the scripts of builds${python ? '' : ' (not run: no python3 on this machine)'}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'builds-'));
  const notes = path.join(folder, 'notes');

  beforeAll(() => {
    for (const [name, text] of Object.entries({ ...STUBS, 'texts/a.jsonl': '{"text":"one"}\n{"text":"two"}\n' })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  });
  beforeEach(() => rmSync(notes, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(kind: 'checkpoint' | 'engine', recipe: object, libraries = folder) {
    const script = path.join(folder, 'build.py');
    const told = path.join(folder, 'recipe.json');
    writeFileSync(script, scriptOf({ kind } as Parameters<typeof scriptOf>[0]));
    writeFileSync(told, JSON.stringify({ source: '/models/m', output: '/output', done: path.join(folder, 'none'), ...recipe }));
    const start = `import runpy, sys; sys.path.insert(0, ${JSON.stringify(libraries)}); sys.argv = ${JSON.stringify([script, told])}; runpy.run_path(sys.argv[0], run_name="__main__")`;
    const args = ['-I', '-S', '-c', start];
    const { status, stderr, stdout } = spawnSync('python3', args, { encoding: 'utf8', env: { ...process.env, NOTES: notes } });
    return { status, said: `${stdout}${stderr}`.trim() };
  }
  const noted = () =>
    readFileSync(notes, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const calibration = { texts: path.join(folder, 'texts'), samples: 2, maxTokens: 64 };

  test('weights are quantised with the texts, and written with the tokenizer', () => {
    expect(run('checkpoint', { format: 'int4-awq', calibration })).toEqual({ status: 0, said: '' });
    expect(noted()).toEqual([
      { seed: 0 },
      { source: '/models/m' },
      { config: 'AWQ' },
      { calibrated: { text: 'one', most: 64 } },
      { calibrated: { text: 'two', most: 64 } },
      { exported: '/output' },
      { tokenizer: '/output' },
    ]);
  });

  test('fewer texts than were asked for end the Job', () => {
    const { status, said } = run('checkpoint', { format: 'fp8', calibration: { ...calibration, samples: 3 } });
    expect(status).toBe(3);
    expect(said).toBe('The texts have 2 lines of 3: push more, or lower samples.');
  });

  const limits = { maxBatchSize: 8, maxInputTokens: 512, maxSequenceTokens: 1024, maxBatchTokens: 2048 };

  test('an engine is built with its limits and saved', () => {
    expect(run('engine', { tensorParallel: 2, limits, format: 'int8', calibration })).toEqual({ status: 0, said: '' });
    expect(noted()).toEqual([
      {
        model: '/models/m',
        tensor_parallel_size: 2,
        build_config: { max_batch_size: 8, max_input_len: 512, max_seq_len: 1024, max_num_tokens: 2048 },
        quant_config: { quant_algo: 'W8A8' },
        calib_config: {
          calib_dataset: calibration.texts,
          calib_batches: 2,
          calib_batch_size: 1,
          calib_max_seq_length: 64,
        },
      },
      { saved: '/output' },
    ]);
  });

  test('without a format the engine is as the source is', () => {
    run('engine', { tensorParallel: 1, limits });
    expect(Object.keys(noted()[0])).toEqual(['model', 'tensor_parallel_size', 'build_config']);
  });

  test.each(['checkpoint', 'engine'] as const)('a version that is there is not built again: %s', (kind) => {
    const { status, said } = run(kind, { done: path.join(folder, 'stub.py') });
    expect([status, said]).toEqual([0, 'The version is there already; nothing is built.']);
  });

  test.each(['checkpoint', 'engine'] as const)('an image without the libraries ends the Job with what to use: %s', (kind) => {
    const { status, said } = run(kind, {}, path.join(folder, 'texts'));
    expect(status).toBe(3);
    expect(said).toMatch(/^No module named '(torch|tensorrt_llm)': use an image with .+\.$/);
  });
});
