import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { type Answer, jsonOf, streamOf } from './answer.ts';
import { counted } from './exposed.ts';
import { type Load, startLoad } from './load.ts';
import { type Shares, startRollout } from './rollout.ts';

const CLIENTS = 16;
const REQUESTS = 600;

/** Standard deviations that a share may be away from its weight: by chance one in a million is. */
const DEVIATIONS = 5;

const WORDS = ['one', ' two'];

/** From the first request to the new version until the old one is gone. */
const STEPS: readonly Shares[] = [
  { v1: 100, v2: 0 },
  { v1: 90, v2: 10 },
  { v1: 25, v2: 75 },
  { v1: 0, v2: 100 },
];

/** Which release an answer is of. @throws Error when it is not whole, or another release was asked before */
function releaseOf(answer: Answer, stream: boolean): string {
  assert.doesNotMatch(answer.response.headers.get('x-route') ?? '', /fallback/);
  const text = stream ? streamedText(answer) : wholeText(answer);
  return text === 'one two' ? 'v1' : text === 'ONE TWO' ? 'v2' : assert.fail(`the answer is '${text}'`);
}

const wholeText = (answer: Answer) =>
  jsonOf<{ choices: { message: { content: string } }[] }>(answer, 200).choices[0]?.message.content;

function streamedText(answer: Answer): string {
  assert.equal(answer.response.status, 200, answer.text);
  const { words, done, error } = streamOf(answer);
  assert.ok(done && error === undefined && words.length === WORDS.length, answer.text);
  return words.join('');
}

const failuresOf = ({ outcomes }: Load<string>) => outcomes.filter(({ answer }) => answer.startsWith('failed'));

function shareOf({ outcomes }: Load<string>, step: string): { readonly share: number; readonly requests: number } {
  const during = outcomes.filter((outcome) => outcome.during === step);
  return { share: during.filter(({ answer }) => answer === 'v2').length / during.length, requests: during.length };
}

/** Versions side by side by weights, and the way from one to the other, while clients ask all the time. */
export async function testReleased({ check, folder }: Harness): Promise<void> {
  const { pods, publish, chat, stop } = await startRollout(folder, STEPS[0] ?? {});
  const load = startLoad(CLIENTS, async (request) => {
    const stream = request % 2 === 1;
    try {
      return releaseOf(await chat('words', WORDS.join(''), stream), stream);
    } catch (error) {
      return `failed: ${error}`;
    }
  });
  for (const shares of STEPS) {
    const { v1 = 0, v2 = 0 } = shares;
    await check(`a running platform takes over ${v1} : ${v2}, and the requests follow`, async () => {
      await publish(shares);
      const step = `${v1}:${v2}`;
      await load.during(step, REQUESTS);
      const { share, requests } = shareOf(load, step);
      const weight = v2 / 100;
      assert.ok(Math.abs(share - weight) <= DEVIATIONS * Math.sqrt((weight * (1 - weight)) / requests), `v2 has ${share}`);
      assert.deepEqual(failuresOf(load), []);
      console.log(`    ${step}: ${(share * 100).toFixed(1)} % of ${requests} requests were answered by the second version`);
    });
  }
  await check("what Triton's own metrics have counted is what clients were answered", async () => {
    const answered = load.outcomes.filter(({ answer }) => answer === 'v1').length;
    assert.equal(counted((await pods.get('v1')?.metrics()) ?? '', 'nv_inference_request_success', 'words'), answered);
  });
  await check('the old version is taken out, and its pod finishes the stream under way before it ends', async () => {
    const long = Array.from({ length: 200 }, (_, at) => `w${at}`).join(' ');
    const open = chat('words@v1', long, true);
    await publish({ v2: 100 });
    const start = performance.now();
    const exited = pods.get('v1')?.stop();
    const { words, done } = streamOf(await open);
    assert.deepEqual([words.join(''), done], [long, true]);
    assert.equal(await exited, 0);
    console.log(`    the pod has ended ${(performance.now() - start).toFixed(0)} ms after it was told to`);
    await load.during('v2 alone', REQUESTS);
    assert.equal(shareOf(load, 'v2 alone').share, 1);
  });
  await load.end();
  await check('no request has failed, or had to be sent to the other version', () => {
    assert.deepEqual(failuresOf(load), []);
    console.log(`    ${load.outcomes.length} requests of ${CLIENTS} clients, half of them streams`);
  });
  await stop();
}
