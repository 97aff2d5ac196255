/** What the stages that keep limits work with, made once for the process. */
import type { Ledger } from '../../storage/ports/ledger.ts';
import { windowAt, type Calendar, type LimitWindow, type Period } from '../../kernel/limit-window.ts';
import type { RateWindows } from './rate-windows.ts';
import type { Waiting } from './waiting.ts';

export interface Spending {
  ledger: Ledger;
  rates: RateWindows;
  waiting: Waiting;
  /** The running window of a period. */
  windowOf(period: Period, now: number): LimitWindow;
}

export function createSpending(parts: Omit<Spending, 'windowOf'> & { calendar: Calendar }): Spending {
  const { ledger, rates, waiting, calendar } = parts;
  const running = new Map<string, LimitWindow>();
  return {
    ledger,
    rates,
    waiting,
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
