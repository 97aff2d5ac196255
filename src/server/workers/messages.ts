/** What workers and the process that started them say to each other, over the channel that Node gives them. */
import type { Collected } from '../../observe/exposition.ts';
import type { MetricNames } from '../../observe/metrics.ts';
import type { RecordChange } from '../../storage/ports/records/configuration.ts';
import type { Balance, LedgerAccount, NewHold, Used } from '../../storage/ports/ledger.ts';
import type { SentError } from '../../storage/process-messages.ts';

export type LedgerCall =
  | { operation: 'reserve'; hold: NewHold }
  | { operation: 'resize' | 'settle'; id: string; amounts: Used }
  | { operation: 'release'; id: string }
  | { operation: 'reset'; account: LedgerAccount }
  | { operation: 'raise'; account: LedgerAccount; atLeast: number }
  | { operation: 'reconcile' };

/** A call to a port of the process that started the workers. */
export interface RemoteCall {
  port: string;
  method: string;
  /** What the channel can carry: no functions, no signals. */
  given: unknown[];
}

/** `hint`: of a GatewayError. */
export interface SentPortError extends SentError {
  hint: string | null;
}

export type KnownBalance = LedgerAccount & Balance;

export type ToPrimary =
  | { kind: 'ledger'; id: number; call: LedgerCall }
  | { kind: 'collect'; id: number; names: MetricNames }
  | { kind: 'figures'; id: number; families: Collected[] }
  | { kind: 'call'; id: number; call: RemoteCall }
  | { kind: 'abort'; id: number }
  | { kind: 'changed'; changes: readonly RecordChange[] };

export type ToWorker =
  /** `balances`: of the accounts that the call touched, as they are now. */
  | { kind: 'answer'; id: number; answer: unknown; balances: KnownBalance[] }
  | { kind: 'failed'; id: number; reason: string }
  | { kind: 'balances'; balances: KnownBalance[] }
  | { kind: 'collect'; id: number; names: MetricNames }
  | { kind: 'collected'; id: number; families: Collected[] }
  | { kind: 'returned'; id: number; value: unknown }
  | { kind: 'threw'; id: number; error: SentPortError }
  /** By another worker: to be compiled anew. */
  | { kind: 'changed'; changes: readonly RecordChange[] }
  /** null = it is over. */
  | { kind: 'degraded'; part: string; reason: string | null };

/** One end of a channel. Messages arrive in the order in which they were sent. */
export interface Channel<Sent, Received> {
  send(message: Sent): void;
  /** Calls with each message that arrives. */
  listen(listener: (message: Received) => void): void;
}
