import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseCsv } from './csv.ts';

/** A text that somebody has judged. */
export interface Example {
  readonly text: string;
  readonly source: string;
  readonly toxic: boolean;
  /** Which part of toxicity. @default - not judged */
  readonly kind?: 'hate' | 'harassment' | 'illicit';
  /** An attack on instructions. @default - false */
  readonly injection?: true;
}

type Read = (data: string) => readonly Example[];

/** By source: the name of the folder under the shared data, without what is in front of the first hyphen; `sounds-dangerous` is ours. */
const CORPORA: Readonly<Record<string, Read>> = {
  coldataset: (data) => ['train', 'dev'].flatMap((part) => cold(data, part)),
  davidson: (data) =>
    csv(data, 'mod-davidson/data/labeled_data.csv').map(([, , , , , label = '', text = '']) => ({
      ...{ text, source: 'davidson', toxic: label !== '2' },
      ...(label !== '2' && { kind: label === '0' ? 'hate' : 'harassment' }),
    })),
  'surge-toxicity': (data) =>
    csv(data, 'mod-surge-toxicity/toxicity_en.csv').map(([text = '', label]) => ({
      ...{ text, source: 'surge-toxicity', toxic: label === 'Toxic' },
      ...(label === 'Toxic' && { kind: 'harassment' }),
    })),
  hatecheck: (data) =>
    csv(data, 'mod-hatecheck/test_suite_cases.csv').map(([, , , text = '', label]) => ({
      ...{ text, source: 'hatecheck', toxic: label === 'hateful' },
      ...(label === 'hateful' && { kind: 'hate' }),
    })),
  'hh-rlhf-harmless': redTeam,
  'awesome-prompts': (data) =>
    benign(
      'awesome-prompts',
      csv(data, 'benign-awesome-prompts/prompts-2025-12-13.csv').map(([, text = '']) => text),
    ),
  fastchat: (data) =>
    benign(
      'fastchat',
      jsonLines(data, 'benign-fastchat/fastchat/llm_judge/data/vicuna_bench/question.jsonl').flatMap(({ turns }) => turns),
    ),
  'self-instruct': (data) =>
    benign(
      'self-instruct',
      jsonLines(data, 'benign-self-instruct/data/seed_tasks.jsonl').map(
        ({ instruction, instances }) => `${instruction} ${instances[0].input}`,
      ),
    ),
  'prompts-zh': (data) =>
    benign(
      'prompts-zh',
      [1, 2, 3, 4, 5].flatMap((part) => questions(data, part)),
    ),
  'cvalues-zh': (data) =>
    benign(
      'cvalues-zh',
      jsonLines(data, 'mod-cvalues-zh/dataset/cvalues_responsibility_prompts.jsonl').map(({ prompt }) => prompt),
    ),
  'apisix-docs': (data) => benign('apisix-docs', paragraphsUnder(path.join(data, 'docs-apisix-en-zh', 'docs'))),
  'general-prose': (data) =>
    benign('general-prose', paragraphsUnder(path.join(data, 'rag-chunking-evaluation', 'chunking_evaluation'))),
  'bipia-contexts': (data) =>
    ['table', 'email', 'code'].flatMap((part) =>
      benign(
        'bipia-contexts',
        jsonLines(data, `inj-bipia/benchmark/${part}/train.jsonl`).flatMap(({ context, question }) =>
          [context, question].flat().filter((text) => typeof text === 'string'),
        ),
      ),
    ),
  drcd: (data) =>
    benign(
      'drcd',
      json(data, 'rag-drcd/DRCD_dev.json').data.flatMap(({ paragraphs }: Drcd) =>
        paragraphs.flatMap(({ context, qas }) => [context, ...qas.map(({ question }) => question)]),
      ),
    ),
  'sounds-dangerous': () =>
    benign(
      'sounds-dangerous',
      readFileSync(path.join(__dirname, 'lists', 'harmless-questions.txt'), 'utf8')
        .trim()
        .split('\n'),
    ),
  purplellama: (data) =>
    json(data, 'inj-purplellama/CybersecurityBenchmarks/datasets/prompt_injection/prompt_injection.json').map(
      ({ user_input }: { user_input: string }) => ({
        text: user_input,
        source: 'purplellama',
        toxic: false,
        injection: true as const,
      }),
    ),
  bipia: (data) =>
    ['text', 'code'].flatMap((part) =>
      Object.values<string[]>(json(data, `inj-bipia/benchmark/${part}_attack_train.json`))
        .flat()
        .map((text) => ({ text, source: 'bipia', toxic: false, injection: true as const })),
    ),
};

/** All examples whose sources are there. */
export function examples(data: string): readonly Example[] {
  if (!existsSync(data)) throw new Error(`${data} is not there; it holds the labelled texts`);
  return Object.values(CORPORA)
    .flatMap((read) => read(data))
    .filter(({ text }) => text.trim() !== '');
}

/** The same fifth of every source, whatever else is there, is never trained on. */
export function isHeldOut({ text }: Example): boolean {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % 5 === 0;
}

function cold(data: string, part: string): Example[] {
  return csv(data, `mod-coldataset/COLDataset/${part}.csv`).map(([, , , label, text = '']) => ({
    ...{ text, source: 'coldataset', toxic: label === '1' },
    ...(label === '1' && { kind: 'hate' as const }),
  }));
}

/** What people asked to make an assistant do harm, and what the assistant said, which mostly is none. */
function redTeam(data: string): readonly Example[] {
  const file = path.join(data, 'mod-hh-rlhf-harmless/harmless-base/test.jsonl.gz');
  const found = new Map<string, Example>();
  for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n')) {
    const [opening = '', ...answers] = (JSON.parse(line).chosen as string).split('\n\nAssistant:');
    const text = opening.replace('\n\nHuman:', '').trim();
    found.set(text, { text, source: 'hh-rlhf-harmless', toxic: true, kind: 'illicit' });
    for (const answer of answers) {
      const said = answer.split('\n\nHuman:')[0]?.trim() ?? '';
      if (said.length > 20) found.set(said, { text: said, source: 'hh-rlhf-answers', toxic: false });
    }
  }
  return [...found.values()];
}

interface Drcd {
  readonly paragraphs: readonly { readonly context: string; readonly qas: readonly { readonly question: string }[] }[];
}

/** Paragraphs of prose in the Markdown files below a folder. */
function paragraphsUnder(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return files.sort().flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split(/\n\s*\n/)
      .map((paragraph) => paragraph.trim())
      .filter((paragraph) => paragraph.length > 30 && !/^[#<`|{-]/.test(paragraph)),
  );
}

function questions(data: string, part: number): string[] {
  const text = readFileSync(path.join(data, `benign-prompts-zh/question/${part}.md`), 'utf8');
  return text
    .split('\n')
    .map((line) => /^\|[^|]*\|(.*)\|\s*$/.exec(line)?.[1]?.trim() ?? '')
    .filter((question) => !/^-*$/.test(question) && question !== '问题');
}

const benign = (source: string, texts: readonly string[]): Example[] => texts.map((text) => ({ text, source, toxic: false }));

const csv = (data: string, file: string): string[][] => parseCsv(readFileSync(path.join(data, file), 'utf8')).slice(1);

const json = (data: string, file: string) => JSON.parse(readFileSync(path.join(data, file), 'utf8'));

const jsonLines = (data: string, file: string) =>
  readFileSync(path.join(data, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
