import { at, bar, dollars, element } from './elements.js';

const TONES = { 'cheaper-model': 'warn', 'cache-only': 'warn', block: 'bad' };

/** Spend against each budget; the panel is there when there is one. */
export function showBudgets(budgets) {
  at('budgets-panel').hidden = budgets.length === 0;
  const lines = budgets.map(({ whose, period, amount, spent, share, forecast, action }) =>
    element(
      'li',
      '',
      element('span', 'name', whose, element('small', 'muted', period)),
      bar(share),
      element('span', 'number', `${dollars(spent)} of ${dollars(amount)}`),
      element('span', `chip ${TONES[action] ?? 'good'}`, action ?? 'normal'),
      element(
        'small',
        'muted',
        `${(share * 100).toFixed(1)} %${forecast === undefined ? '' : ` · at this rate ${dollars(forecast)}`}`,
      ),
    ),
  );
  at('budgets').replaceChildren(element('ul', '', ...lines));
}
