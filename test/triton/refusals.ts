import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkConfigText, problemText } from '../../services/triton/check/config.ts';
import { configPbtxt, modelConfig } from '../../services/triton/model/config-pbtxt.ts';
import { printMessage } from '../../services/triton/text/print.ts';
import type { Harness } from '../support/harness.ts';
import { configsAround } from './any-config.ts';
import { counting } from './definitions.ts';
import type { TritonSetup } from './setup.ts';

const NAME = 'candidate';

/** Generated configurations, about half of them good; each good one is loaded. */
const GENERATED = 60;
const SEED = 20_261_121;

/** Configurations that Triton takes: what must not be refused by us. */
const GOOD: Readonly<Record<string, (text: string) => string>> = {
  'as we write it': (text) => text,
  'a list written field by field, with comments': (text) =>
    `# as people write it\n${text.replace(/input \[\n {2}\{([\s\S]*?)\n {2}\}\n\]/, 'input: <$1 >')}`,
  'no name and no version policy': (text) => text.replace(/^name: .*\n/m, '').replace(/version_policy \{[\s\S]*?\n\}\n/, ''),
  priorities: (text) => `${text}dynamic_batching { priority_levels: 2 default_priority_level: 1 }`,
};

/** Configurations with one mistake each. */
const BAD: Readonly<Record<string, (text: string) => string>> = {
  'an unknown field': (text) => `${text}max_batchsize: 4\n`,
  'a string for a number': (text) => text.replace('max_batch_size: 4', 'max_batch_size: "4"'),
  'an unknown data type': (text) => text.replace('TYPE_INT32', 'TYPE_INT31'),
  'a field set twice': (text) => `${text}max_batch_size: 4\n`,
  'two schedulers': (text) => `${text}dynamic_batching {}\nsequence_batching {}\n`,
  'a number that does not fit': (text) => text.replace('max_batch_size: 4', 'max_batch_size: 3000000000'),
  'a block that is not closed': (text) => `${text}dynamic_batching {`,
  'a negative batch': (text) => text.replace('max_batch_size: 4', 'max_batch_size: -4'),
  'a preferred batch above the largest': (text) => `${text}dynamic_batching { preferred_batch_size: [ 8 ] }`,
  'a priority that there is not': (text) => `${text}dynamic_batching { priority_levels: 2 default_priority_level: 3 }`,
  'order with delayed requests': (text) =>
    `${text}dynamic_batching { preserve_ordering: true default_queue_policy { timeout_action: DELAY default_timeout_microseconds: 5 } }`,
  'a dimension of 0': (text) => text.replace('dims: [ 1 ]', 'dims: [ 0 ]'),
  'a reshape to another size': (text) => text.replace('dims: [ 1 ]', 'dims: [ 1 ] reshape { shape: [ 2 ] }'),
  'an image with one dimension': (text) => text.replace('dims: [ 1 ]', 'dims: [ 1 ] format: FORMAT_NCHW'),
  'a shape tensor': (text) => text.replace('dims: [ 1 ]', 'dims: [ 1 ] is_shape_tensor: true'),
  'GPUs on the CPU': (text) => text.replace('kind: KIND_CPU', 'kind: KIND_CPU gpus: [ 0 ]'),
  'a cache of a decoupled model': (text) =>
    `${text}response_cache { enable: true }\nmodel_transaction_policy { decoupled: true }\n`,
  'another name than its folder': (text) => text.replace(`name: "${NAME}"`, 'name: "other"'),
  'steps that are no ensemble': (text) =>
    `${text}ensemble_scheduling { step [ { model_name: "counting" model_version: -1 input_map { key: "X" value: "X" } output_map { key: "Y" value: "Y" } } ] }`,
};

/** Our validator and the real server judge the same texts, while the other models serve. */
export async function testRefusals({ check }: Harness, { triton, repository }: TritonSetup): Promise<void> {
  const model = { ...counting(1), name: NAME };
  const text = configPbtxt(model);
  const folder = path.join(repository, NAME);
  mkdirSync(path.join(folder, '1'), { recursive: true });
  for (const [file, content] of Object.entries(model.versions[0]?.files ?? {})) {
    if ('text' in content) writeFileSync(path.join(folder, '1', file), content.text);
  }
  const judge = async (config: string) => {
    writeFileSync(path.join(folder, 'config.pbtxt'), config);
    const refusal = await triton.load(NAME).then(
      () => undefined,
      (error: Error) => error.message,
    );
    return { ours: checkConfigText(config, { folder: NAME }).map(problemText), refusal };
  };
  for (const [what, change] of Object.entries(GOOD)) {
    await check(`Triton and our validator both take ${what}`, async () => {
      assert.deepEqual(await judge(change(text)), { ours: [], refusal: undefined });
    });
  }
  await triton.unload(NAME);
  for (const [what, change] of Object.entries(BAD)) {
    await check(`Triton and our validator both refuse ${what}`, async () => {
      const config = change(text);
      assert.notEqual(config, text);
      const { ours, refusal } = await judge(config);
      assert.ok(ours.length > 0, `we take what Triton refuses: ${refusal}`);
      assert.match(refusal ?? 'it loaded', /^Triton does not load/, ours.join('\n'));
    });
  }
  await check(`Triton and our validator judge ${GENERATED} generated configurations alike`, async () => {
    const { model_warmup, instance_group, ...good } = modelConfig(model);
    let refused = 0;
    for (const config of configsAround(good, GENERATED, SEED)) {
      const { ours, refusal } = await judge(printMessage('ModelConfig', config));
      assert.equal(
        ours.length > 0,
        refusal !== undefined,
        `ours: ${ours.join('; ')}\nTriton: ${refusal}\n${JSON.stringify(config)}`,
      );
      if (refusal !== undefined) refused += 1;
    }
    assert.ok(refused > 10 && refused < GENERATED - 10, `${refused} of ${GENERATED} were refused`);
  });
  await check('the other models have served on', async () => {
    const response = await fetch(`${triton.url}/v2/models/counting/ready`);
    assert.equal(response.status, 200);
  });
}
