import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TritonModel } from '../../services/triton/model/model.ts';
import { modelRepository } from '../../services/triton/repository/repository.ts';
import { installedTriton } from '../../tools/triton/installed.ts';
import { startTriton, type Triton } from '../../tools/triton/server.ts';
import { type LocalPlatform, startPlatform } from '../support/local-platform.ts';
import type { Answer } from './answer.ts';
import { MODELS } from './definitions.ts';
import { podCommand } from './pods.ts';

export interface TritonSetup {
  readonly triton: Triton;
  readonly platform: LocalPlatform;
  /** The folder of models that Triton serves. */
  readonly repository: string;
  /** Asks the platform as a client does. */
  readonly ask: (path: string, body: object, signal?: AbortSignal) => Promise<Answer>;
}

/** A Triton with models of both backends and MiniLM, and a platform whose models they are. */
export async function tritonSetup(folder: string): Promise<TritonSetup> {
  const repository = path.join(folder, 'models');
  writeRepository(repository, MODELS);
  const triton = await startTriton(await installedTriton(), podCommand(), { repository, work: folder });
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
  return { triton, platform, repository, ask };
}

/** Writes models as our code lays them out. */
export function writeRepository(repository: string, models: readonly TritonModel[]): void {
  for (const [file, text] of Object.entries(modelRepository(models).texts)) {
    const target = path.join(repository, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
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
