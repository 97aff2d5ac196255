/** Counters and histograms with bounded label sets, and how Prometheus reads them (text format 0.0.4). */

export type Labels = Readonly<Record<string, string>>;

interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
}

export interface Sum {
  add(labels: Labels, amount: number): void;
}

export interface Histogram {
  /** `value` in the unit of the name. */
  observe(labels: Labels, value: number): void;
}

/** As one reads them at a moment: counts up to each bound, and in all. */
export interface Collected extends Family {
  series: readonly {
    labels: Labels;
    /** Of counters and gauges. */
    value: number;
    /** Of histograms; as many as bounds, cumulative. */
    counts?: readonly number[];
    count?: number;
  }[];
  bounds?: readonly number[];
}

export interface Registry {
  counter(name: string, help: string): Sum;
  gauge(name: string, help: string): Sum;
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  collect(): Collected[];
}

/** Values of labels come from requests, and so could be without end: what exceeds this is added up under `other`. */
const MAX_SERIES = 1000;
const OTHER = 'other';

export function createRegistry(): Registry {
  const families: (() => Collected)[] = [];
  const keyOf = joinLabels();
  const sum = (type: 'counter' | 'gauge') => (name: string, help: string) => {
    const series = boundedSeries(keyOf, () => ({ value: 0 }));
    families.push(() => ({ name, help, type, series: series.all().map(({ labels, held }) => ({ labels, ...held })) }));
    return {
      add(labels: Labels, amount: number) {
        series.of(labels).value += amount;
      },
    };
  };
  return {
    counter: sum('counter'),
    gauge: sum('gauge'),
    histogram(name, help, bounds) {
      const series = boundedSeries(keyOf, () => ({ value: 0, count: 0, counts: bounds.map(() => 0) }));
      families.push(() => ({
        name,
        help,
        type: 'histogram',
        bounds,
        series: series.all().map(({ labels, held }) => ({ ...held, labels, counts: cumulative(held.counts) })),
      }));
      return {
        observe(labels, value) {
          const held = series.of(labels);
          held.value += value;
          held.count += 1;
          const place = bounds.findIndex((bound) => value <= bound);
          if (place !== -1) held.counts[place] = (held.counts[place] ?? 0) + 1;
        },
      };
    },
    collect: () => families.map((family) => family()),
  };
}

/** The key of a series. A request adds to many families under the very same labels, which are joined once. */
function joinLabels(): (labels: Labels) => string {
  let last: Labels = {};
  let key = '';
  return (labels) => {
    if (labels !== last) {
      last = labels;
      key = Object.values(labels).join('\u0000');
    }
    return key;
  };
}

function boundedSeries<Held>(keyOf: (labels: Labels) => string, empty: () => Held) {
  const series = new Map<string, { labels: Labels; held: Held }>();
  return {
    of(labels: Labels): Held {
      const key = keyOf(labels);
      const known = series.get(key);
      if (known !== undefined) return known.held;
      const isFull = series.size >= MAX_SERIES && !Object.values(labels).every((value) => value === OTHER);
      if (isFull) return this.of(Object.fromEntries(Object.keys(labels).map((name) => [name, OTHER])));
      const held = empty();
      series.set(key, { labels, held });
      return held;
    },
    all: () => [...series.values()],
  };
}

function cumulative(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => (sum += count));
}

/** Families without any series are left out. */
export function toPrometheus(families: readonly Collected[]): string {
  const lines: string[] = [];
  for (const { name, help, type, series, bounds = [] } of families) {
    if (series.length === 0) continue;
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`);
    for (const { labels, value, counts, count } of series) {
      if (counts === undefined) {
        lines.push(`${name}${labelText(labels)} ${value}`);
        continue;
      }
      bounds.forEach((bound, index) =>
        lines.push(`${name}_bucket${labelText({ ...labels, le: String(bound) })} ${counts[index] ?? 0}`),
      );
      lines.push(`${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count ?? 0}`);
      lines.push(`${name}_sum${labelText(labels)} ${value}`, `${name}_count${labelText(labels)} ${count ?? 0}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
