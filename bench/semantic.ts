/**
 * The semantic cache, measured: what it takes for the same on the labelled set, with the guards and without, and how
 * long a look-up takes. `node bench/semantic.ts`; the tables go into docs/reference/semantic-cache.md.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Refusal, whyDifferent } from '../src/semantic/guards.ts';
import { read } from '../src/semantic/reading.ts';
import { createSemanticCache } from '../src/semantic/semantic-cache.ts';
import { createLocalEmbedder } from '../src/workers/embeddings/local.ts';
import type { Embedder, EmbedderEngine } from '../src/workers/ports/embedder.ts';
import { createMemoryVectors } from '../src/workers/vectors/memory.ts';
import type { CacheKey } from '../src/kernel/ids.ts';
import { percentile } from './measure/statistics.ts';
import { dev, heldOut, type LabelledPairs, type Pair } from './semantic-pairs.ts';

const THRESHOLDS = [0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const ENTRIES = 10_000;
const LOOKUPS = 300;

const clock = { now: Date.now, elapsed: () => performance.now() };
const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`);
const ms = (values: readonly number[], share: number): string => `${percentile(values, share).toFixed(1)} ms`;

interface Scored {
  pair: Pair;
  score: number;
  refusal: Refusal | null;
}

async function scorePairs(embedder: Embedder, pairs: readonly Pair[]): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const pair of pairs) {
    const [a = new Float32Array(), b = new Float32Array()] = await embedder.embed(pair);
    const score = a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    scored.push({ pair, score, refusal: whyDifferent(read(pair[0]), read(pair[1])) });
  }
  return scored;
}

/** One line a threshold: accepted paraphrases, accepted near-misses, precision; by score alone, then with the guards. */
async function printAccepted(embedder: Embedder, name: string, set: LabelledPairs): Promise<void> {
  const same = await scorePairs(embedder, set.paraphrases);
  const different = await scorePairs(embedder, Object.values(set.nearMisses).flat());
  console.log(`\n### ${name}: ${same.length} paraphrases, ${different.length} near-misses\n`);
  console.log(
    '| cosine ≥ | score alone: paraphrases | near-misses | precision | with guards: paraphrases | near-misses | precision |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const threshold of THRESHOLDS) {
    const cells: (string | number)[] = [threshold.toFixed(2)];
    for (const passes of [() => true, ({ refusal }: Scored) => refusal === null]) {
      const accepted = (pairs: Scored[]) => pairs.filter((pair) => pair.score >= threshold && passes(pair)).length;
      cells.push(accepted(same), accepted(different), percent(accepted(same), accepted(same) + accepted(different)));
    }
    console.log(`| ${cells.join(' | ')} |`);
  }
  const reasons = new Map<string, number>();
  for (const { refusal } of same) reasons.set(refusal ?? 'none', (reasons.get(refusal ?? 'none') ?? 0) + 1);
  console.log(`\nparaphrases by the guard that refused them: ${JSON.stringify(Object.fromEntries(reasons))}`);
  for (const { pair, refusal } of different) if (refusal === null) console.log(`gets through: ${pair.join('  /  ')}`);
}

/** Look-ups that meet all entries in one partition, and in it the most candidates that the guards ever read. */
async function printLookups(embedder: EmbedderEngine): Promise<void> {
  const vectors = createMemoryVectors({ clock });
  const after = (wait: number, run: () => void) => {
    const timer = setTimeout(run, wait);
    return () => clearTimeout(timer);
  };
  const logger = { debug: console.error, info: console.error, warn: console.error, error: console.error };
  const cache = createSemanticCache({ embedder, vectors, logger, after });
  /** Where the cache keeps the partition `p`. */
  const place = `${embedder.id} p`;
  const question = (n: number): string => `How do I reset the password of customer number ${n} in the web shop?`;
  const [base = new Float32Array()] = await embedder.embed([question(0)]);
  for (let n = 1; n <= ENTRIES; n += 1) {
    const noisy = base.map((value) => value + (Math.random() - 0.5) / 30);
    const length = Math.hypot(...noisy);
    const entry = { partition: place, id: `k${n}`, text: question(n), ttlMs: 3_600_000 };
    await vectors.put({ ...entry, vector: noisy.map((value) => value / length) });
  }
  await cache.remember({
    partition: 'p',
    text: 'What is the capital of France?',
    key: 'hit' as CacheKey,
    ttlMs: 1_000_000,
  });

  const idle = await watchLoop(() => sleep(2_000));
  const embeddings: number[] = [];
  const searches: number[] = [];
  const lookups: number[] = [];
  const onLoop: number[] = [];
  const busy = await watchLoop(async () => {
    for (let n = 0; n < LOOKUPS; n += 1) {
      const text = question(ENTRIES + 1 + n);
      const start = performance.now();
      const [vector = base] = await embedder.embed([text]);
      embeddings.push(performance.now() - start);
      const searched = performance.now();
      await vectors.nearest({ partition: place, vector, atLeast: 0.8, limit: 16 });
      searches.push(performance.now() - searched);
      const looked = performance.now();
      const before = process.threadCpuUsage();
      await cache.find({ partition: 'p', text: question(2 * ENTRIES + n) });
      lookups.push(performance.now() - looked);
      const used = process.threadCpuUsage(before);
      onLoop.push((used.user + used.system) / 1_000);
    }
  });
  const {
    matches: [hit],
  } = await cache.find({ partition: 'p', text: "What is France's capital?" });
  console.log(
    `\n### ${LOOKUPS} look-ups in one partition of ${ENTRIES} entries (a known paraphrase: ${hit?.key ?? 'not found'})\n`,
  );
  console.log('| | p50 | p99 |\n|---|---|---|');
  console.log(`| embedding one text | ${ms(embeddings, 0.5)} | ${ms(embeddings, 0.99)} |`);
  console.log(`| searching the index | ${ms(searches, 0.5)} | ${ms(searches, 0.99)} |`);
  console.log(
    `| the whole look-up: embedding, search, 16 candidates through the guards | ${ms(lookups, 0.5)} | ${ms(lookups, 0.99)} |`,
  );
  console.log(
    `| CPU time of a look-up on the event loop | ${ms(onLoop, 0.5)} | ${ms(onLoop, 0.99)}, at most ${ms(onLoop, 1)} |`,
  );
  printLoop('while idle', idle);
  printLoop('during look-ups', busy);
  await cache.close();
}

interface LoopFigures {
  /** How late timers of 1 ms came, be it because a core was missing. */
  delay: { p50: number; p99: number; max: number };
  /** How long the loop was busy between two of them: a turn of it, or several short ones. Of these, the CPU time. */
  turns: number[];
  turnsCpu: number[];
}

/** All in ms. */
async function watchLoop(work: () => Promise<unknown>): Promise<LoopFigures> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  const [turns, turnsCpu]: [number[], number[]] = [[], []];
  let { active } = performance.eventLoopUtilization();
  let cpu = process.threadCpuUsage();
  const tick = (): void => {
    const now = { active: performance.eventLoopUtilization().active, cpu: process.threadCpuUsage() };
    turns.push(now.active - active);
    turnsCpu.push((now.cpu.user + now.cpu.system - cpu.user - cpu.system) / 1_000);
    ({ active, cpu } = now);
  };
  const ticks = setInterval(tick, 1);
  histogram.enable();
  await work();
  histogram.disable();
  clearInterval(ticks);
  tick();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - 1);
  const delay = { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max) };
  return { delay, turns, turnsCpu };
}

function printLoop(when: string, { delay, turns, turnsCpu }: LoopFigures): void {
  const cells = (values: readonly number[]) => `${ms(values, 0.5)} | ${ms(values, 0.99)}, at most ${ms(values, 1)}`;
  const { p50, p99, max } = delay;
  console.log(
    `| event-loop delay ${when} | ${p50.toFixed(1)} ms | ${p99.toFixed(1)} ms, at most ${max.toFixed(1)} ms |`,
  );
  console.log(`| turn of the event loop ${when} | ${cells(turns)} |`);
  console.log(`| CPU time of such a turn | ${cells(turnsCpu)} |`);
}

const embedder = createLocalEmbedder({ clock });
await printAccepted(embedder, 'dev (the guards were tuned on it)', dev);
await printAccepted(embedder, 'held out', heldOut);
await printLookups(embedder);
