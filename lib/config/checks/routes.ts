import type { Problem } from '../config-error.ts';
import { type FullRoute, fullRoute, type RouteData } from '../resolve/routes.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';
import { candidateProblems } from './route-candidates.ts';
import { candidatePath } from './route-path.ts';
import { ceilingProblems } from './route-prices.ts';
import { reachProblems } from './route-reach.ts';

/** Each route has a name of its own and a strategy that fits, and its candidates can be asked. */
export const checkRoutes: Check = (input) =>
  Object.entries(input.data.routes ?? {}).flatMap(([alias, written]) => {
    const route = fullRoute(written);
    return [
      ...nameProblems(input, alias),
      ...strategyProblems(alias, written, route),
      ...answerProblems(alias, route),
      ...kindProblems(input, alias, route),
      ...candidateProblems(input, alias, written, route),
      ...reachProblems(input, alias, written, route),
      ...ceilingProblems(input, alias, written, route),
    ];
  });

function nameProblems(input: WellFormed, alias: string): Problem[] {
  const path = ['routes', alias];
  if (alias === '*') return [problem(path, undefined, 'cannot be an alias; give the route a name')];
  const names = [...input.names('models'), ...Object.keys(input.data.routes ?? {}).filter((other) => other < alias)];
  const same = names.find((name) => name.toLowerCase() === alias.toLowerCase());
  if (same === undefined) return [];
  const what = same === alias ? 'is also the name of a model' : `differs from '${same}' only by case`;
  return [problem(path, alias, `${what}; rename one of them`)];
}

function strategyProblems(alias: string, written: RouteData, { strategy, splitBy, candidates }: FullRoute): Problem[] {
  const path = ['routes', alias];
  const first = candidates.findIndex(({ weight }) => weight !== undefined);
  if (strategy === 'weighted' && first < 0) {
    return [problem([...path, 'strategy'], strategy, 'needs weights; give a candidate a weight, or leave the strategy out')];
  }
  const splits = first >= 0 && (strategy ?? 'weighted') === 'weighted';
  return [
    ...(first >= 0 && !splits
      ? [
          problem(
            [...candidatePath(alias, written, first), 'weight'],
            candidates[first]?.weight,
            `has no effect with the strategy ${strategy}; leave it out, or use weighted`,
          ),
        ]
      : []),
    ...(splitBy !== undefined && !splits
      ? [problem([...path, 'splitBy'], splitBy, 'has no effect without weights; leave it out')]
      : []),
  ];
}

function answerProblems(alias: string, { defaultAnswer }: FullRoute): Problem[] {
  if (defaultAnswer === undefined || defaultAnswer.trim() !== '') return [];
  return [problem(['routes', alias, 'defaultAnswer'], defaultAnswer, 'says nothing; write an answer, or leave it out')];
}

/** Models that only chat do not stand in for models that only embed. */
function kindProblems({ data, intact }: WellFormed, alias: string, { candidates, defaultAnswer }: FullRoute): Problem[] {
  const models = candidates.map(({ model }) => model).filter((model) => data.models?.[model] && intact('models', model));
  const embedder = models.find((model) => data.models?.[model]?.hashingEmbedder);
  if (embedder === undefined) return [];
  const talker = models.find((model) => !data.models?.[model]?.hashingEmbedder && !data.models?.[model]?.openai);
  const path = ['routes', alias];
  if (talker !== undefined) {
    const message = `mixes ${embedder}, which only embeds, with ${talker}, which only chats; make two routes of it`;
    return [problem(path, undefined, message)];
  }
  if (defaultAnswer === undefined) return [];
  return [problem([...path, 'defaultAnswer'], undefined, `is for chats, but ${embedder} only embeds; leave it out`)];
}
