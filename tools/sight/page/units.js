const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' });

const SUFFIXES = { ops: '/s', reqps: '/s', celsius: ' °C', watt: ' W', percent: ' %', short: '' };

/** A value as people read it. */
export function inUnit(value, unit) {
  if (unit === 'percentunit') return `${DIGITS.format(value * 100)} %`;
  if (unit === 'currencyUSD') return `$${DIGITS.format(value)}`;
  if (unit === 'bytes') return `${DIGITS.format(value)}B`;
  if (unit !== 's') return `${DIGITS.format(value)}${SUFFIXES[unit] ?? ''}`;
  if (value === 0) return '0 s';
  if (Math.abs(value) < 0.001) return `${DIGITS.format(value * 1e6)} µs`;
  return Math.abs(value) < 1 ? `${DIGITS.format(value * 1e3)} ms` : `${DIGITS.format(value)} s`;
}
