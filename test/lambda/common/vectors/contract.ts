import { HYBRID } from './contract-hybrid.ts';
import { RECORDS } from './contract-records.ts';
import { REFUSALS } from './contract-refusals.ts';
import { SEARCHES } from './contract-search.ts';

/** What every engine holds to. With assertions of Node's own, for it runs in jest and outside. */
export const CONTRACT = [...SEARCHES, ...RECORDS, ...REFUSALS, ...HYBRID];
