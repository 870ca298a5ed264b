import type { AlertAt } from '../../router/contract/budgets.ts';
import type { Assessment } from './assess.ts';
import type { Alert } from './ports.ts';
import type { Account, PeriodSpend } from './spend.ts';

const ACTIONS = {
  'cheaper-model': 'Requests are answered by the cheaper model.',
  'cache-only': 'Only answers from the cache are given.',
  block: 'Requests are refused until then.',
} as const;

/** Names budget and share; never a key's or a person's id, which are in the ledger for those who may read it. */
export function alertOf(account: Account, at: AlertAt, { total }: PeriodSpend, { forecast, action }: Assessment): Alert {
  const { scoped, period, amount } = account;
  const whose = scoped.kind === 'key' ? `a key of ${scoped.partition}` : scoped.partition;
  const reached = at === 'forecast' ? 'is on its way beyond its budget' : `has spent ${percent(at)} of its budget`;
  const lines = [
    `${whose} ${reached} of ${dollars(amount)} for ${period.id}: ${dollars(total)} until now.`,
    ...(forecast === undefined ? [] : [`At the rate so far it will be ${dollars(forecast)}.`]),
    ...(action === undefined ? [] : [ACTIONS[action]]),
    `The ${period.kind} ends at ${new Date(period.endsAt).toISOString()}.`,
  ];
  return {
    subject: `Budget ${period.id}: ${whose} ${at === 'forecast' ? 'forecast' : percent(at)}`.slice(0, 100),
    message: lines.join('\n'),
  };
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

const dollars = (microDollars: number): string => `$${(microDollars / 1_000_000).toFixed(microDollars < 1_000_000 ? 6 : 2)}`;
