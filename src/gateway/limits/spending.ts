/** What the stages that keep limits work with, made once for the process. */
import type { Ledger } from '../../storage/ports/ledger.ts';
import { windowAt, type Calendar, type LimitWindow, type Period } from '../../kernel/limit-window.ts';
import { createKnownInputs, type KnownInputs } from './known-inputs.ts';
import type { RateWindows } from './rate-windows.ts';
import type { Waiting } from './waiting.ts';

export interface Spending {
  ledger: Ledger;
  rates: RateWindows;
  waiting: Waiting;
  inputs: KnownInputs;
  /** By account: streams that run, whose holds may have to grow. */
  growing: Map<string, number>;
  /** The running window of a period. */
  windowOf(period: Period, now: number): LimitWindow;
}

export function createSpending(
  parts: Pick<Spending, 'ledger' | 'rates' | 'waiting'> & { calendar: Calendar },
): Spending {
  const { ledger, rates, waiting, calendar } = parts;
  const running = new Map<string, LimitWindow>();
  return {
    ledger,
    rates,
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
