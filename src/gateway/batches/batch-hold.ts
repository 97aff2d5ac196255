/** What budgets hold for a batch, from its beginning until the last of its requests is charged. */
import type { Batch, BatchHold } from '../../storage/ports/records/batches.ts';
import type { Ledger } from '../../storage/ports/ledger.ts';

/** Longer than any batch is followed, ms. */
export const BATCH_LAPSE_MS = 10 * 86_400_000;

type Held = Pick<Batch, 'hold' | 'createdAt'>;

/**
 * Holds as much as the requests that are not charged yet may use. One that has lapsed with its process stands again, whether
 * there is room for it or not: the batch runs. Rejects while the ledger cannot be written.
 */
export async function holdRest({ hold, createdAt }: Held, settledLines: number, ledger: Ledger): Promise<void> {
  if (hold === null) return;
  const rest = restOf(hold, settledLines);
  try {
    await ledger.resize(hold.id, rest);
  } catch {
    const claims = hold.claims.map(({ limit, window }) => ({
      limit,
      window,
      amount: rest.get(limit) ?? 0,
      max: Number.MAX_SAFE_INTEGER,
    }));
    await ledger.reserve({ id: hold.id, claims, expiresAt: createdAt + BATCH_LAPSE_MS });
  }
}

/** All of it is charged. */
export async function endHold({ hold }: Held, ledger: Ledger): Promise<void> {
  if (hold !== null) await ledger.release(hold.id);
}

/** Nobody will ever know what was used: it counts as what was held. */
export async function spendHold(
  { hold, settledLines }: Held & Pick<Batch, 'settledLines'>,
  ledger: Ledger,
): Promise<void> {
  if (hold !== null) await ledger.settle(hold.id, restOf(hold, settledLines));
}

/** By limit. What budgets count by requests is held as one, however many there are. */
function restOf({ claims, requests }: BatchHold, settledLines: number): Map<string, number> {
  const share = requests === 0 ? 1 : Math.max(0, requests - settledLines) / requests;
  return new Map(claims.map(({ limit, amount }) => [limit, Math.ceil(amount * share)]));
}
