// Text reaches the page through textContent only: names of tenants and models are whatever somebody wrote.

/** An element with classes and content: text, or other elements. */
export function element(tag, classes, ...content) {
  const made = document.createElement(tag);
  if (classes !== '') made.className = classes;
  made.append(...content.filter((part) => part !== undefined && part !== ''));
  return made;
}

/** A bar of a share, 0 to 1. */
export function bar(share) {
  const filled = element('i', '');
  filled.style.width = `${Math.max(share > 0 ? 1.5 : 0, Math.min(1, share) * 100)}%`;
  return element('span', 'bar', filled);
}

export const count = (value) => new Intl.NumberFormat('en').format(value);

export function milliseconds(value) {
  if (value === undefined) return '–';
  if (value < 1_000) return `${Math.round(value)} ms`;
  return value < 10_000 ? `${(value / 1_000).toFixed(2)} s` : `${(value / 1_000).toFixed(1)} s`;
}

/** Small sums need more places than large ones. */
export function dollars(microDollars) {
  if (microDollars === undefined) return '–';
  const value = microDollars / 1e6;
  return `$${value === 0 ? '0' : value.toFixed(value < 0.01 ? 6 : value < 1 ? 4 : 2)}`;
}

export const clock = (at) => new Date(at).toLocaleTimeString('en-GB', { hour12: false });

/** The part of the page with an id. */
export const at = (id) => document.getElementById(id);

const TONES = { success: 'good', refused: 'warn', left: 'warn', failed: 'bad' };

/** A class for how a request ended. */
export const tone = (outcome) => TONES[outcome] ?? 'plain';

/** How a request ended, in a word or two: once an answer has begun its status does not say. */
export function ending({ status, outcome }) {
  if (outcome === 'left' || status === undefined) return 'left';
  return outcome === 'failed' && status < 400 ? `${status} broken` : String(status);
}
