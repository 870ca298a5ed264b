import { imageReference, pinnedImage } from '../../../../services/serving/engine/images.ts';
import { tritonCommand } from '../../../../services/serving/engine/triton-command.ts';
import { type PodRole, vllmCommand } from '../../../../services/serving/engine/vllm-command.ts';
import type { ServedModel, ServingEngine } from '../../../../services/serving/served-model.ts';
import { embedder, llama8b, llama70b, llama405b } from '../support/models.ts';

const vllm = (model: ServedModel, role: PodRole = 'single') =>
  model.releases.flatMap((release) => vllmCommand(model, release, role, '0.0.0.0'));
const triton = embedder.releases.flatMap((release) => tritonCommand(embedder, release, '0.0.0.0'));

test('vLLM serves the files of one version under the name of the model', () => {
  expect(vllm(llama70b).slice(0, 4)).toEqual([
    'vllm',
    'serve',
    expect.stringMatching(/^\/models\/llama-3\.3-70b\/3\/[0-9a-f]{32}$/),
    '--served-model-name=llama-70b',
  ]);
  expect(vllm(llama70b)).toEqual(
    expect.arrayContaining(['--tensor-parallel-size=8', '--max-model-len=32768', '--max-num-seqs=128']),
  );
});

test('Triton stays ready while a version is loaded that may be refused', () => {
  expect(triton).toContain('--strict-readiness=false');
});

test('Triton keeps answers only where memory was given for them', () => {
  const withCache = embedder.releases.flatMap((release) =>
    tritonCommand({ ...embedder, responseCacheMib: 512 }, release, '0.0.0.0'),
  );
  expect(withCache).toContain('--cache-config=local,size=536870912');
  expect(triton.join()).not.toContain('cache');
});

test('prompts stand in no log', () => {
  expect(vllm(llama70b)).toContain('--no-enable-log-requests');
});

test('adapters are loaded at the start, all at once', () => {
  expect(vllm(llama8b).slice(-6)).toEqual([
    '--enable-lora',
    '--max-loras=2',
    '--max-lora-rank=32',
    '--lora-modules',
    expect.stringMatching(/^support=\/models\/support-lora\/4\/[0-9a-f]{32}$/),
    expect.stringMatching(/^legal=\/models\/legal-lora\/1\//),
  ]);
  expect(vllm(llama70b)).not.toContain('--enable-lora');
  const odd = { ...llama8b, loraAdapters: llama8b.loraAdapters.map((adapter) => ({ ...adapter, rank: 48 })) };
  expect(vllm(odd)).toContain('--max-lora-rank=64');
});

test('nodes of one replica find each other by what LeaderWorkerSet tells them', () => {
  expect(vllm(llama405b, 'leader')).toEqual(
    expect.arrayContaining(['--nnodes=2', '--node-rank=$(LWS_WORKER_INDEX)', '--master-addr=$(LWS_LEADER_ADDRESS)']),
  );
  expect(vllm(llama70b).join(' ')).not.toContain('--nnodes');
});

test('keys and values are kept as the model says', () => {
  const fp8 = { ...llama70b, memory: { ...llama70b.memory, kvCacheType: 'fp8' } as ServedModel['memory'] };
  expect(vllm(fp8)).toContain('--kv-cache-dtype=fp8');
});

test('Triton loads what is there, and later nothing without the key', () => {
  expect(triton).toEqual(
    expect.arrayContaining([
      '--model-control-mode=explicit',
      '--load-model=*',
      '--disable-auto-complete-config',
      '--allow-grpc=false',
      '--http-restricted-api=model-repository,shared-memory,trace,logging:llm-platform-admin-key=$(TRITON_ADMIN_KEY)',
      '--exit-timeout-secs=120',
    ]),
  );
});

test.each<ServingEngine>(['vllm', 'triton-tensorrt-llm', 'triton-vllm', 'triton-onnx', 'triton-python'])(
  'the image of %s is named by digest',
  (engine) => {
    expect(imageReference(pinnedImage(engine))).toMatch(/^[a-z.]+\/[a-z/-]+@sha256:[0-9a-f]{64}$/);
  },
);
