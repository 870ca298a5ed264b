/** Longer reasons are cut: some proxies refuse headers beyond a few kilobytes. */
const MAX_LENGTH = 300;

/** The value of `x-route`: alias, candidate and why, in printable ASCII. */
export const routeHeader = (alias: string, candidate: string, why: string): string =>
  [alias, candidate, why]
    .map((part) => part.replace(/[^\x20-\x3a\x3c-\x7e]/g, '?'))
    .join('; ')
    .slice(0, MAX_LENGTH);
