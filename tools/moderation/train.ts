import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readLexicon } from '../../lambda/common/moderation/lexicon/built-in.ts';
import type { Lexicon } from '../../lambda/common/moderation/lexicon/lexicon.ts';
import { keywordHits, tellingWords } from '../../lambda/common/moderation/lexicon/lexicon-hits.ts';
import { BUCKETS } from '../../lambda/common/moderation/model/buckets.ts';
import { type Features, featuresOf } from '../../lambda/common/moderation/model/features.ts';
import { type DataVersion, decodeModel, encodeModel, type Head } from '../../lambda/common/moderation/model/linear-model.ts';
import { plainView } from '../../lambda/common/moderation/normalise/plain.ts';
import { type Example, examples, isHeldOut } from './corpora.ts';
import { dataVersions } from './data-versions.ts';
import { calibrate, rounded, type Sample, scoreOf, type TrainedHead, type TrainingOptions, trainHead } from './training.ts';

/** An example with what the model sees of it. */
export interface Seen extends Example {
  readonly features: Features;
}

export const OPTIONS: TrainingOptions = { epochs: 5, learningRate: 0.3, l2: 1e-3, seed: 20261121 };

/** Words that say so much by themselves are examples of their own: most of them stand in no labelled text. */
const TELLING = 0.5;

/** Requests of the red team are toxic more often than not, but not all of them; prompts to assistants are few and matter most. */
const WEIGHTS: Readonly<Record<string, number>> = {
  'hh-rlhf-harmless': 0.5,
  'self-instruct': 4,
  fastchat: 4,
  'awesome-prompts': 2,
  'cvalues-zh': 2,
  'sounds-dangerous': 4,
};

export function seen(lexicon: Lexicon, list: readonly Example[]): readonly Seen[] {
  return list.map((example) => {
    const view = plainView(example.text);
    return { ...example, features: featuresOf(view.text, tellingWords(keywordHits(lexicon, view))) };
  });
}

/** Samples of the question whether a text is toxic. */
export const toxicitySamples = (list: readonly Seen[], lexicon: Lexicon): readonly Sample[] => [
  ...list
    .filter(({ injection }) => !injection)
    .map(({ features, toxic, source }) => ({ features, positive: toxic, weight: WEIGHTS[source] ?? 1 })),
  ...lexicon.keywords
    .filter(({ severity, category }) => severity >= TELLING && category !== 'advertising')
    .map((keyword) => ({ features: featuresOf(keyword.text, [keyword]), positive: true })),
];

/** Samples of the question which part of toxicity a toxic text is. */
const kindSamples = (list: readonly Seen[], asked: Example['kind']): readonly Sample[] =>
  list.filter(({ kind }) => kind !== undefined).map(({ features, kind }) => ({ features, positive: kind === asked }));

const injectionSamples = (list: readonly Seen[]): readonly Sample[] =>
  list.map(({ features, injection }) => ({ features, positive: injection === true }));

/** The model's file; the same examples, lexicon and data give the same bytes. */
export function trainedModel(all: readonly Example[], lexicon: Lexicon, data: readonly DataVersion[]): Buffer {
  const featured = seen(lexicon, all);
  const training = featured.filter((example) => !isHeldOut(example));
  const heldOut = featured.filter(isHeldOut);
  const questions: readonly (readonly [string, readonly Sample[], readonly Sample[]])[] = [
    ['toxicity', toxicitySamples(training, lexicon), toxicitySamples(heldOut, { ...lexicon, keywords: [] })],
    ...(['hate', 'harassment', 'illicit'] as const).map(
      (kind) => [kind, kindSamples(training, kind), kindSamples(heldOut, kind)] as const,
    ),
    ['prompt-injection', injectionSamples(training), injectionSamples(heldOut)],
  ];
  const trained = questions.map(([name, samples, unseen]) => headOf(name, trainHead(samples, OPTIONS), unseen));
  const weights = new Int8Array(BUCKETS * trained.length);
  const hash = createHash('sha256');
  for (const [index, { bytes }] of trained.entries()) {
    for (let bucket = 0; bucket < BUCKETS; bucket++) weights[bucket * trained.length + index] = bytes[bucket] ?? 0;
    hash.update(bytes);
  }
  const version = hash.digest('hex').slice(0, 12);
  return encodeModel({ version, data, heads: trained.map(({ head }) => head), weights });
}

function main(): void {
  const root = path.join(__dirname, '..', '..');
  const folder = path.join(root, 'lambda', 'common', 'moderation', 'data');
  const shared = path.join(root, '..', 'shared', 'data');
  const lexicon = readLexicon(readFileSync(path.join(folder, 'lexicon.tsv.gz')));
  const all = examples(shared);
  const bytes = trainedModel(all, lexicon, dataVersions(shared));
  writeFileSync(path.join(folder, 'model.bin'), bytes);
  const unseen = all.filter(isHeldOut).length;
  print(`${all.length - unseen} texts, calibrated on ${unseen} others; model ${decodeModel(bytes).version} in ${folder}`);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function headOf(
  name: string,
  trained: TrainedHead,
  unseen: readonly Sample[],
): { readonly head: Head; readonly bytes: Int8Array } {
  const { bytes, scale } = rounded(trained.weights);
  const scored = unseen.map(({ features, positive }) => ({ score: scoreOf(trained, features), positive }));
  return { head: { name, bias: trained.bias, scale, ...calibrate(scored) }, bytes };
}

if (process.argv[1] === __filename) main();
