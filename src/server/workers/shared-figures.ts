/** Metrics of all workers as those of one process: whichever of them is asked, all are added up. */
import type { Collected } from '../../observe/exposition.ts';
import type { MetricNames } from '../../observe/metrics.ts';
import type { Channel, ToPrimary, ToWorker } from './messages.ts';

/** A worker that does not answer in this time is left out. */
const PATIENCE_MS = 1000;

type After = (ms: number, run: () => void) => () => void;

/** `channel`: null where there is one process only. Never rejects. */
export function collectFromAll(
  own: (names: MetricNames) => Collected[],
  { channel, after }: { channel: Channel<ToPrimary, ToWorker> | null; after: After },
): (names: MetricNames) => Promise<Collected[]> {
  if (channel === null) return (names) => Promise.resolve(own(names));
  const waiting = new Map<number, (families: Collected[]) => void>();
  let lastId = 0;
  channel.listen((message) => {
    if (message.kind === 'collect') {
      channel.send({ kind: 'figures', id: message.id, families: own(message.names) });
    } else if (message.kind === 'collected') {
      waiting.get(message.id)?.(message.families);
    }
  });
  return (names) =>
    new Promise((resolve) => {
      lastId += 1;
      const id = lastId;
      const cancel = after(2 * PATIENCE_MS, () => end(own(names)));
      const end = (families: Collected[]): void => {
        cancel();
        waiting.delete(id);
        resolve(families);
      };
      waiting.set(id, end);
      channel.send({ kind: 'collect', id, names });
    });
}

export interface FigureRelay {
  /** Asks this worker, and answers it, from now on. Returns what ends it. */
  serve(channel: Channel<ToWorker, ToPrimary>): () => void;
}

export function relayFigures(after: After): FigureRelay {
  const channels = new Set<Channel<ToWorker, ToPrimary>>();
  const collecting = new Map<number, (families: Collected[]) => void>();
  let lastId = 0;
  const ask = (asking: Channel<ToWorker, ToPrimary>, { id, names }: { id: number; names: MetricNames }): void => {
    lastId += 1;
    const round = lastId;
    const found: Collected[][] = [];
    const end = (): void => {
      cancel();
      collecting.delete(round);
      asking.send({ kind: 'collected', id, families: addUp(found) });
    };
    const cancel = after(PATIENCE_MS, end);
    const expected = channels.size;
    collecting.set(round, (families) => {
      found.push(families);
      if (found.length === expected) end();
    });
    for (const channel of channels) channel.send({ kind: 'collect', id: round, names });
  };
  return {
    serve(channel) {
      channels.add(channel);
      channel.listen((message) => {
        if (message.kind === 'collect') ask(channel, message);
        else if (message.kind === 'figures') collecting.get(message.id)?.(message.families);
      });
      return () => void channels.delete(channel);
    },
  };
}

/** Of these the largest counts: a sum of them would say nothing. */
const LARGEST: ReadonlySet<string> = new Set([
  'node_nodejs_eventloop_lag_p99_seconds',
  'node_process_uptime_seconds',
  'tollgate_trouble',
]);

type Series = Collected['series'][number];

/** Series of the same name and labels become one. */
export function addUp(all: readonly (readonly Collected[])[]): Collected[] {
  const families = new Map<string, Collected & { series: Series[] }>();
  for (const family of all.flat()) {
    const known = families.get(family.name);
    if (known === undefined) families.set(family.name, { ...family, series: [...family.series] });
    else for (const series of family.series) mergeInto(known, series);
  }
  return [...families.values()];
}

function mergeInto(family: Collected & { series: Series[] }, added: Series): void {
  const key = JSON.stringify(added.labels);
  const place = family.series.findIndex(({ labels }) => JSON.stringify(labels) === key);
  const known = family.series[place];
  if (known === undefined) return void family.series.push(added);
  const value = LARGEST.has(family.name) ? Math.max(known.value, added.value) : known.value + added.value;
  const counts = known.counts?.map((count, index) => count + (added.counts?.[index] ?? 0));
  family.series[place] = {
    ...known,
    value,
    ...(counts === undefined ? {} : { counts, count: (known.count ?? 0) + (added.count ?? 0) }),
  };
}
