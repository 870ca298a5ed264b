import type { Explanation } from './explain.ts';

/** An explanation for the terminal. */
export function explanationText(explanation: Explanation): string {
  const { alias, strategy, order, why, refused, prompt, circumstances } = explanation;
  const { region, tenant, at } = circumstances;
  const { contextTokens, complexity, signs, stream, operation } = prompt;
  const width = Math.max(...[...order, ...refused.map(({ model }) => model)].map(({ length }) => length));
  const made = Object.entries(signs ?? {}).filter(([, sign]) => sign > 0);
  const signText = made.map(([name, sign]) => `${name} ${Math.round(sign * 100) / 100}`).join(', ');
  return [
    `Route ${alias} (${strategy}) in ${region} for tenant ${tenant} at ${new Date(at).toISOString()}`,
    `Request: ${operation}${stream ? ', stream' : ''}, about ${contextTokens} tokens, complexity ${complexity}${signText && ` (${signText})`}`,
    '',
    ...order.map((model, index) => `${index + 1}  ${model.padEnd(width)}  ${index === 0 ? why : 'when those above fail'}`),
    ...refused.map(({ model, reason }) => `-  ${model.padEnd(width)}  ${reason}`),
    lastResort(explanation),
    '',
  ].join('\n');
}

function lastResort({ resident, order, defaultAnswer }: Explanation): string {
  if (!resident) return '   so the answer is 403';
  if (defaultAnswer !== undefined) return `   then the default answer: ${JSON.stringify(defaultAnswer.slice(0, 60))}`;
  return order.length > 0 ? '   then 503' : '   so the answer is 400';
}
