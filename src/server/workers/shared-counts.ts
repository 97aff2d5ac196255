/**
 * Rates and running subagents, counted by all workers together: each counts at once what passes through itself, and hears of
 * what passes through the others within milliseconds. Until then a rate may let one request a worker through too many.
 */
import { createRateWindows, type RateWindow, type RateWindows } from '../../gateway/limits/rate-windows.ts';
import { createRunningAgents, type RunningAgents } from '../../gateway/limits/velocity.ts';
import type { Channel, Count, ToPrimary, ToWorker } from './messages.ts';

export interface Counts {
  rates: RateWindows;
  agents: RunningAgents;
}

/** `channel`: null where there is one process only. */
export function createCounts(elapsed: () => number, channel: Channel<ToPrimary, ToWorker> | null): Counts {
  const rates = createRateWindows({ elapsed });
  const agents = createRunningAgents({ elapsed });
  if (channel === null) return { rates, agents };
  channel.listen((message) => {
    if (message.kind === 'counts') for (const count of message.counts) apply({ rates, agents }, count);
  });
  const tell = (count: Count): void => channel.send({ kind: 'count', count });
  return {
    rates: {
      ...rates,
      add(window, amount) {
        rates.add(window, amount);
        const { place, windowMs, value } = window;
        tell({ what: 'add', window: { place, windowMs, value }, amount });
      },
      reset(place) {
        rates.reset(place);
        tell({ what: 'reset', place });
      },
    },
    agents: {
      enter(limit, goer) {
        const isEntered = agents.enter(limit, goer);
        if (isEntered) tell({ what: 'enter', limit, goer });
        return isEntered;
      },
      leave(limit, goer) {
        agents.leave(limit, goer);
        tell({ what: 'leave', limit, goer });
      },
    },
  };
}

function apply({ rates, agents }: Counts, count: Count): void {
  switch (count.what) {
    case 'add':
      return rates.add(count.window, count.amount);
    case 'reset':
      return rates.reset(count.place);
    case 'enter':
      return void agents.enter(count.limit, count.goer);
    case 'leave':
      return agents.leave(count.limit, count.goer);
  }
}

export interface CountRelay {
  /** Passes on what this worker counts. A worker that begins late gets what the others have counted. Returns what ends it. */
  serve(channel: Channel<ToWorker, ToPrimary>): () => void;
}

/** What one worker counts, told to every other. */
export function relayCounts(elapsed: () => number): CountRelay {
  const channels = new Set<Channel<ToWorker, ToPrimary>>();
  const rates = createRateWindows({ elapsed });
  const windows = new Map<string, RateWindow>();
  /** As if all of it were of this moment: it counts for longer than it would, and never for less. */
  const soFar = (): Count[] =>
    rates.under('').flatMap(({ place, counted }) => {
      const window = windows.get(place);
      return window === undefined ? [] : [{ what: 'add', window, amount: counted }];
    });
  const keep = (count: Count): void => {
    if (count.what === 'add') {
      rates.add(count.window, count.amount);
      windows.set(count.window.place, count.window);
    } else if (count.what === 'reset') {
      rates.reset(count.place);
      windows.delete(count.place);
    }
  };
  return {
    serve(channel) {
      channel.send({ kind: 'counts', counts: soFar() });
      channels.add(channel);
      channel.listen((message) => {
        if (message.kind !== 'count') return;
        keep(message.count);
        for (const other of channels) if (other !== channel) other.send({ kind: 'counts', counts: [message.count] });
      });
      return () => void channels.delete(channel);
    },
  };
}
