import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installedTriton } from '../../tools/triton/installed.ts';
import { startTriton, type Triton } from '../../tools/triton/server.ts';
import { type LocalPlatform, startPlatform } from '../support/local-platform.ts';
import type { Answer } from './answer.ts';

export interface TritonSetup {
  readonly triton: Triton;
  readonly platform: LocalPlatform;
  /** Asks the platform as a client does. */
  readonly ask: (path: string, body: object, signal?: AbortSignal) => Promise<Answer>;
}

/** A Triton with models of both backends and MiniLM, and a platform whose models they are. */
export async function tritonSetup(folder: string): Promise<TritonSetup> {
  const repository = path.join(folder, 'models');
  writeRepository(repository);
  const triton = await startTriton(await installedTriton(), repository, folder);
  const config = path.join(folder, 'platform.json');
  writeFileSync(config, JSON.stringify(platformConfig(triton.url)));
  const platform = await startPlatform(['--config', config]);
  process.once('exit', () => platform.signal('SIGKILL'));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${platform.apiKey}` };
  const ask = async (where: string, body: object, signal?: AbortSignal) => {
    const response = await fetch(`${platform.url}${where}`, {
      ...{ method: 'POST', headers, body: JSON.stringify(body) },
      ...(signal && { signal }),
    });
    return { response, text: await response.text() };
  };
  return { triton, platform, ask };
}

/** Both backends' stand-ins are one program; they differ in their tensors. */
function writeRepository(repository: string): void {
  cpSync(path.join(__dirname, 'models'), repository, { recursive: true });
  cpSync(path.join(repository, 'words', '1'), path.join(repository, 'vllm-words', '1'), { recursive: true });
}

function platformConfig(baseUrl: string) {
  const triton = (more: object) => ({ triton: { baseUrl, ...more } });
  return {
    name: 'triton-test',
    regions: { 'eu-west-1': { primary: true } },
    models: {
      words: triton({ model: 'words' }),
      'words-1': triton({ model: 'words', version: 1 }),
      'words-9': triton({ model: 'words', version: 9 }),
      'vllm-words': triton({ model: 'vllm-words', backend: 'vllm' }),
      nobody: triton({ model: 'nobody' }),
      minilm: triton({ model: 'minilm', embeddings: {} }),
      'minilm-misnamed': triton({ model: 'minilm', embeddings: { input: 'WORDS' } }),
      echo: { echo: {} },
    },
    tenants: { default: {} },
    routes: { chat: [{ model: 'words' }, { model: 'echo' }] },
  };
}
