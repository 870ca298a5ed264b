import { dollarsText } from '../../lambda/router/domain/prices/dollars-text.ts';
import { PATHS } from './api.ts';
import type { Explanation } from './explain.ts';

/** An explanation for the terminal. */
export function explanationText(explanation: Explanation): string {
  const { alias, strategy, order, why, refused, prompt, costs, circumstances } = explanation;
  const { region, tenant, at } = circumstances;
  const { api, contextTokens, complexity, signs, stream, operation, outputTokens } = prompt;
  const models = [...order, ...refused.map(({ model }) => model)];
  const costOf = (model: string) => (Object.hasOwn(costs, model) ? dollarsText(costs[model] ?? 0) : 'price not known');
  const [width, costWidth] = [widest(models), widest(models.map(costOf))];
  const named = (model: string) => `${model.padEnd(width)}  ${costOf(model).padEnd(costWidth)}`;
  const made = Object.entries(signs ?? {}).filter(([, sign]) => sign > 0);
  const signText = made.map(([name, sign]) => `${name} ${Math.round(sign * 100) / 100}`).join(', ');
  return [
    `Route ${alias} (${strategy}) in ${region} for tenant ${tenant} at ${new Date(at).toISOString()}`,
    `Request: ${operation}${api === 'responses' || api === 'messages' ? ` by ${PATHS[api]}` : ''}${stream ? ', stream' : ''}, about ${contextTokens} tokens and at most ${outputTokens} for the answer, complexity ${complexity}${signText && ` (${signText})`}`,
    '',
    ...order.map((model, index) => `${index + 1}  ${named(model)}  ${index === 0 ? why : 'when those above fail'}`),
    ...refused.map(({ model, reason }) => `-  ${named(model)}  ${reason}`),
    lastResort(explanation),
    '',
  ].join('\n');
}

const widest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));

function lastResort({ resident, order, defaultAnswer, mistake }: Explanation): string {
  if (!resident) return '   so the answer is 403';
  if (mistake !== undefined) return `   so the answer is 400: ${mistake}`;
  if (defaultAnswer !== undefined) return `   then the default answer: ${JSON.stringify(defaultAnswer.slice(0, 60))}`;
  return order.length > 0 ? '   then 503' : '   so the answer is 400';
}
