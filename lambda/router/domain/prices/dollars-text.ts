/** Micro-dollars as people write them, with no more decimals than there are: `$0.0375`. */
export const dollarsText = (microDollars: number): string => `$${(microDollars / 1_000_000).toFixed(6).replace(/\.?0+$/, '')}`;
