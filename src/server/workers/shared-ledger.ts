/**
 * The ledger, as a worker has it: the process that started the workers keeps the one set of books, and decides. Balances are
 * those of a moment ago, and are used for advice only: what a budget has no room for is refused by the books themselves.
 */
import type { Ledger, Reconciliation, Refusal } from '../../storage/ports/ledger.ts';
import type { Channel, KnownBalance, LedgerCall, ToPrimary, ToWorker } from './messages.ts';

export interface SharedLedger extends Ledger {
  /** Called when a balance has changed, in whichever worker. */
  onBalances(listener: () => void): void;
}

type Answered = Extract<ToWorker, { kind: 'answer' | 'failed' }>;

export function createSharedLedger(channel: Channel<ToPrimary, ToWorker>): SharedLedger {
  const balances = new Map<string, KnownBalance>();
  const waiting = new Map<number, (answered: Answered) => void>();
  const listeners: (() => void)[] = [];
  let lastId = 0;
  const know = (known: readonly KnownBalance[]): void => {
    for (const balance of known) balances.set(placeOf(balance), balance);
    if (known.length > 0) for (const listener of listeners) listener();
  };
  channel.listen((message) => {
    if (message.kind === 'balances') return know(message.balances);
    if (message.kind !== 'answer' && message.kind !== 'failed') return;
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  });
  const ask = (call: LedgerCall): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, (answered) => {
        if (answered.kind === 'failed') return reject(new Error(answered.reason));
        know(answered.balances);
        resolve(answered.answer);
      });
      channel.send({ kind: 'ledger', id: lastId, call });
    });
  return {
    reserve: (hold) => ask({ operation: 'reserve', hold }) as Promise<readonly Refusal[]>,
    resize: (id, amounts) => ask({ operation: 'resize', id, amounts }) as Promise<readonly Refusal[]>,
    settle: (id, amounts) => ask({ operation: 'settle', id, amounts }) as Promise<void>,
    release: (id) => ask({ operation: 'release', id }) as Promise<void>,
    reset: (account) => ask({ operation: 'reset', account }) as Promise<void>,
    raise: (account, atLeast) => ask({ operation: 'raise', account, atLeast }) as Promise<void>,
    reconcile: () => ask({ operation: 'reconcile' }) as Promise<Reconciliation>,
    balance(account) {
      const known = balances.get(placeOf(account));
      return { held: known?.held ?? 0, spent: known?.spent ?? 0 };
    },
    accounts: (prefix) => [...balances.values()].filter(({ limit }) => limit.startsWith(prefix)),
    onBalances: (listener) => void listeners.push(listener),
    close: () => Promise.resolve(),
  };
}

const placeOf = ({ limit, window }: { limit: string; window: number }): string => `${window} ${limit}`;
