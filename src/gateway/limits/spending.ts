/** What the stages that keep limits work with, made once for the process. */
import type { CompiledBudget } from '../../routing/compiled-limits.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { Ledger } from '../../storage/ports/ledger.ts';
import type { Rates } from '../../storage/ports/rates.ts';
import { windowAt, type Calendar, type LimitWindow, type Period } from '../../kernel/limit-window.ts';
import { createKnownInputs, type KnownInputs } from './known-inputs.ts';
import { createPolicyValues, type PolicyValues } from './policy-values.ts';
import type { Waiting } from './waiting.ts';

/** A budget of which something was spent just now. */
export interface SpentNow {
  organisationId: OrganisationId;
  budget: CompiledBudget;
  window: LimitWindow;
  /** In all. */
  spent: number;
}

export interface Spending {
  /** Called when another percent of a budget, or its own threshold, is passed. Returns at once. */
  onSpent(event: SpentNow): void;
  ledger: Ledger;
  rates: Rates;
  values: PolicyValues;
  waiting: Waiting;
  inputs: KnownInputs;
  /** By account: streams that run, whose holds may have to grow. */
  growing: Map<string, number>;
  /** The running window of a period. */
  windowOf(period: Period, now: number): LimitWindow;
}

export function createSpending(
  parts: Pick<Spending, 'ledger' | 'rates' | 'waiting'> & {
    calendar: Calendar;
    /** Monotonic ms. */
    elapsed: () => number;
  } & Partial<Pick<Spending, 'onSpent'>>,
): Spending {
  const { ledger, rates, waiting, calendar, elapsed, onSpent = () => undefined } = parts;
  const running = new Map<string, LimitWindow>();
  return {
    onSpent,
    ledger,
    rates,
    values: createPolicyValues({ ledger, elapsed }),
    waiting,
    inputs: createKnownInputs(),
    growing: new Map(),
    windowOf(period, now) {
      const key = typeof period === 'object' && period !== null ? `${period.every} ${period.from}` : String(period);
      const known = running.get(key);
      if (known !== undefined && known.start <= now && (known.end === null || now < known.end)) return known;
      const window = windowAt(period, now, calendar);
      running.set(key, window);
      return window;
    },
  };
}
