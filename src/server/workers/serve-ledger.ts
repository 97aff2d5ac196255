/** The other end of shared-ledger.ts: the books that every worker's calls go to. */
import type { Ledger, LedgerAccount, LedgerEngine } from '../../storage/ports/ledger.ts';
import type { Channel, KnownBalance, LedgerCall, ToPrimary, ToWorker } from './messages.ts';

/** Others hear of a changed balance after this, ms: together with what else has changed. */
const TOLD_AFTER_MS = 10;

export interface LedgerServer {
  /** Serves a worker from now on. Returns what is called when it has ended: its holds are abandoned. */
  serve(channel: Channel<ToWorker, ToPrimary>): () => void;
  /** The balances of these were changed by another machine: the workers hear of it. */
  note(accounts: readonly LedgerAccount[]): void;
}

interface Hold {
  channel: Channel<ToWorker, ToPrimary>;
  accounts: readonly LedgerAccount[];
}

export function serveLedger(ledger: LedgerEngine, after: (ms: number, run: () => void) => void): LedgerServer {
  const channels = new Set<Channel<ToWorker, ToPrimary>>();
  const holds = new Map<string, Hold>();
  let changed = new Map<string, LedgerAccount>();
  const balanceOf = (account: LedgerAccount): KnownBalance => balanceIn(ledger, account);
  const tell = (): void => {
    const balances = [...changed.values()].map(balanceOf);
    changed = new Map();
    for (const channel of channels) channel.send({ kind: 'balances', balances });
  };
  const note = (accounts: readonly LedgerAccount[]): void => {
    if (accounts.length === 0) return;
    if (changed.size === 0) after(TOLD_AFTER_MS, tell);
    for (const { limit, window } of accounts) changed.set(`${window} ${limit}`, { limit, window });
  };
  const forget = (id: string): readonly LedgerAccount[] => {
    const accounts = holds.get(id)?.accounts ?? [];
    holds.delete(id);
    return accounts;
  };
  /** Never rejects. */
  const abandon = async (id: string): Promise<void> => {
    const accounts = forget(id);
    await ledger.abandon(id).catch(() => undefined);
    note(accounts);
  };
  /** Never rejects. */
  const answer = async (
    channel: Channel<ToWorker, ToPrimary>,
    { id, call }: Extract<ToPrimary, { kind: 'ledger' }>,
  ): Promise<void> => {
    const touched = accountsOf(call, holds);
    if (call.operation === 'reserve') holds.set(call.hold.id, { channel, accounts: touched });
    try {
      const found = await run(ledger, call);
      // One that was refused holds nothing.
      if (call.operation === 'reserve' && Array.isArray(found) && found.length > 0) forget(call.hold.id);
      if (call.operation === 'settle' || call.operation === 'release') forget(call.id);
      channel.send({ kind: 'answer', id, answer: found, balances: touched.map(balanceOf) });
    } catch (error) {
      channel.send({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
    }
    note(touched);
  };
  return {
    note,
    serve(channel) {
      channels.add(channel);
      channel.send({ kind: 'balances', balances: ledger.accounts('') });
      channel.listen((message) => {
        if (message.kind === 'ledger') void answer(channel, message);
      });
      return () => {
        channels.delete(channel);
        const left = [...holds].filter(([, hold]) => hold.channel === channel);
        // Their requests may have been billed: what is held stays held until it lapses.
        for (const [id] of left) void abandon(id);
      };
    },
  };
}

const balanceIn = (ledger: Ledger, { limit, window }: LedgerAccount): KnownBalance => ({
  limit,
  window,
  ...ledger.balance({ limit, window }),
});

function accountsOf(call: LedgerCall, holds: ReadonlyMap<string, Hold>): readonly LedgerAccount[] {
  switch (call.operation) {
    case 'reserve':
      return call.hold.claims;
    case 'reset':
    case 'raise':
      return [call.account];
    case 'reconcile':
      return [];
    case 'resize':
    case 'settle':
    case 'release':
      return holds.get(call.id)?.accounts ?? [];
  }
}

function run(ledger: Ledger, call: LedgerCall): Promise<unknown> {
  switch (call.operation) {
    case 'reserve':
      return ledger.reserve(call.hold);
    case 'resize':
      return ledger.resize(call.id, call.amounts);
    case 'settle':
      return ledger.settle(call.id, call.amounts);
    case 'release':
      return ledger.release(call.id);
    case 'reset':
      return ledger.reset(call.account);
    case 'raise':
      return ledger.raise(call.account, call.atLeast);
    case 'reconcile':
      return ledger.reconcile();
  }
}
