import { nvidia } from '../real-data.ts';
import { type Case, casesOf, withoutConfig } from './nvidia-corpus.ts';

const data = nvidia('triton-server');
const cases = data.there ? casesOf(data.folder) : [];
const judged = cases.filter(({ notJudged }) => !notJudged);

/** Where the mistake is that each of Triton's tests makes, by how its folder begins. */
const PLACES: readonly (readonly [RegExp, RegExp])[] = [
  [/\/batch_input/, /^batch_input\[/],
  [/\/batch_output/, /^batch_output\[/],
  [/\/control_/, /^sequence_batching\.control_input/],
  [/priority_level/, /^dynamic_batching\.(default_priority_level|priority_queue_policy)/],
  [/\/reshape_/, /^(input|output)\[0\]\.reshape$/],
  [/\/zerodims_/, /^(input|output)\[0\]\.dims\[/],
  [/\/invalid_cpu/, /^instance_group\[0\]\.gpus$/],
  [/\/negative_max_batch_size/, /^max_batch_size$/],
  [/\/has_backend/, /^backend$/],
  [/\/no_version/, /^backend$/],
  [/\/model_warm_up_set/, /^model_warmup$/],
  [/\/unreachable_output/, /^output\[\d\]\.name$/],
  [/\/unreachable_input/, /^input\[\d\]\.name$/],
  [/\/runtime_escape/, /^runtime$/],
  [/\/invalid_decoupled_branching_2\//, /^output$/],
  [/\/ensemble\//, /^ensemble_scheduling/],
];

test(`what Triton serves is accepted, each of NVIDIA's configurations${data.named}`, () => {
  expect(judged.filter(({ bad, wrong }) => !bad && wrong.length > 0)).toEqual([]);
});

test(`what Triton refuses is refused, at the place of the mistake${data.named}`, () => {
  const missed = judged.filter(({ bad, name, wrong }) => {
    const [, place] = PLACES.find(([pattern]) => pattern.test(`${name}/`)) ?? [];
    return bad && !(place && wrong.some((path) => place.test(path)));
  });
  expect(missed).toEqual([]);
});

test(`the share that is judged is told, and the rest by name${data.named}`, () => {
  if (!data.there) return;
  const categories = [...new Set(cases.map(({ category }) => category))];
  const share = (of: readonly Case[], right: (each: Case) => boolean) => `${of.filter(right).length}/${of.length}`;
  const rows = categories.map((category) => {
    const of = judged.filter((each) => each.category === category);
    const good = share(
      of.filter(({ bad }) => !bad),
      ({ wrong }) => wrong.length === 0,
    );
    const bad = share(
      of.filter((each) => each.bad),
      ({ wrong }) => wrong.length > 0,
    );
    return `  ${category}: good accepted ${good}, bad refused ${bad}`;
  });
  const left = cases.flatMap(({ name, notJudged }) => (notJudged ? [`  ${name}: ${notJudged}`] : []));
  const absent = withoutConfig(data.folder);
  const good = judged.filter(({ bad }) => !bad).length;
  process.stdout.write(
    [
      `\nNVIDIA's configurations: ${cases.length}; judged ${judged.length}: ${good} good, ${judged.length - good} bad`,
      ...rows,
      `not judged: ${left.length}`,
      ...left,
      `expected errors whose configuration is not in the data: ${absent.length}`,
      ...absent.map((name) => `  ${name}`),
      '',
    ].join('\n'),
  );
  expect(judged.length).toBeGreaterThan(150);
  expect(judged.length + left.length).toBe(cases.length);
});
