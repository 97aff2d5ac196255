/** What workers and the process that started them say to each other, over the channel that Node gives them. */
import type { Collected } from '../../observe/exposition.ts';
import type { MetricNames } from '../../observe/metrics.ts';
import type { Balance, LedgerAccount, NewHold, Used } from '../../storage/ports/ledger.ts';

export type LedgerCall =
  | { operation: 'reserve'; hold: NewHold }
  | { operation: 'resize' | 'settle'; id: string; amounts: Used }
  | { operation: 'release'; id: string }
  | { operation: 'reset'; account: LedgerAccount }
  | { operation: 'reconcile' };

export type KnownBalance = LedgerAccount & Balance;

export type ToPrimary =
  | { kind: 'ledger'; id: number; call: LedgerCall }
  | { kind: 'collect'; id: number; names: MetricNames }
  | { kind: 'figures'; id: number; families: Collected[] };

export type ToWorker =
  /** `balances`: of the accounts that the call touched, as they are now. */
  | { kind: 'answer'; id: number; answer: unknown; balances: KnownBalance[] }
  | { kind: 'failed'; id: number; reason: string }
  | { kind: 'balances'; balances: KnownBalance[] }
  | { kind: 'collect'; id: number; names: MetricNames }
  | { kind: 'collected'; id: number; families: Collected[] };

/** One end of a channel. Messages arrive in the order in which they were sent. */
export interface Channel<Sent, Received> {
  send(message: Sent): void;
  /** Calls with each message that arrives. */
  listen(listener: (message: Received) => void): void;
}
