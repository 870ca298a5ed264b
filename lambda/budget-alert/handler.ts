import { onEvent } from './adapters/events.ts';
import { portsFrom } from './adapters/ports.ts';

/** Reads the stream of the usage ledger, and what AWS Budgets and the function itself say on the topic of alerts. */
export const handler = onEvent(portsFrom(process.env));
