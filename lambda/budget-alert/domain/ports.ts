import type { BudgetAction } from '../../router/contract/budgets.ts';
import type { Account, PeriodSpend, SpendEvent } from './spend.ts';

/** An event and the accounts that it is booked on. */
export interface Booking {
  readonly event: SpendEvent;
  readonly accounts: readonly Account[];
}

/** What has been spent, what is in force, and which alerts are out. Passes one contract test whatever keeps it. */
export interface BudgetStore {
  /** Books each event on all of its accounts, or on none; one that was booked before changes nothing. */
  book(bookings: readonly Booking[]): Promise<void>;
  spend(account: Account): Promise<PeriodSpend>;
  /** Puts an action in force until the account's period ends; a milder one than what is in force changes nothing. */
  enforce(account: Account, action: BudgetAction): Promise<void>;
  /** Sends an alert unless it was sent, or is being sent elsewhere. What could not be sent is due again. @throws Error of `send` */
  sendOnce(account: Account, at: string, send: () => Promise<void>): Promise<void>;
}

/** For people: one alert. */
export interface Alert {
  /** Up to 100 characters of ASCII. */
  readonly subject: string;
  readonly message: string;
}

export interface BudgetPorts {
  readonly store: BudgetStore;
  readonly publish: (alert: Alert) => Promise<void>;
  readonly observe: (account: Account, spend: PeriodSpend) => void;
}
