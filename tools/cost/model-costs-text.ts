import type { ModelPrice, UnitPrices } from '../../lambda/router/contract/prices.ts';
import type { ModelCost, ModelCosts } from './model-costs.ts';

const FIGURES = ['input', 'cached', 'written', 'for 1 h', 'output'];
const TITLES = ['model', ...FIGURES, 'source'];

/** The report for a terminal. */
export function modelCostsText({ platform, region, models }: ModelCosts): string {
  const rows = [TITLES, ...models.flatMap(rowsOf)];
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (isFigure(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const unknown = models.filter(({ price }) => price === null).map(({ model }) => model);
  return [
    `Models of '${platform}' in ${region}: US dollars for a million tokens.`,
    '',
    ...lines,
    '',
    ...(unknown.length > 0
      ? [
          `No price is known for ${unknown.join(', ')}: requests to them count as free, also under limits in dollars.`,
          'Write price: { inputPerMillionTokens, outputPerMillionTokens } to give a model one.',
        ]
      : []),
    "Which entry of the catalogue was taken, and what prices leave out: docs/prices.md. Compare them with the seller's page.",
    '',
  ].join('\n');
}

const isFigure = (column: number): boolean => column > 0 && column <= FIGURES.length;

function rowsOf({ model, price }: ModelCost): readonly (readonly string[])[] {
  if (price === null) return [[model, ...FIGURES.map(() => ''), 'not known']];
  const tiers = price.tiers ?? [];
  return [
    [model, ...figures(price), sourceOf(price)],
    ...tiers.map((tier) => [`  above ${tier.above} tokens of input`, ...figures(tier), '']),
  ];
}

const figures = ({ input, cachedInput, cacheWrite, cacheWrite1h, output }: UnitPrices): readonly string[] =>
  [input, cachedInput, cacheWrite, cacheWrite1h, output].map((price) => (price === undefined ? '' : String(price / 1_000_000)));

const sourceOf = ({ catalogue, version, entry }: ModelPrice): string =>
  [catalogue, version, entry].filter((part) => part !== undefined).join(' ');
