import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createHeartbeat, UNWATCHED, type Watched } from './heartbeat.ts';

function setUp() {
  let beat: () => void = () => undefined;
  let now = 0;
  const heartbeat = createHeartbeat({
    elapsed: () => now,
    every: (_, run) => {
      beat = run;
      return () => undefined;
    },
  });
  const told: string[] = [];
  const watched = (name: string, onBeat: () => void = () => undefined): Watched => ({
    place: UNWATCHED,
    beat(elapsed) {
      told.push(`${name} at ${elapsed}`);
      onBeat();
    },
    halt: () => void told.push(`${name} halted`),
  });
  return {
    heartbeat,
    watched,
    /** What is told in one beat, in any order. */
    beatAt(elapsed: number): string[] {
      now = elapsed;
      beat();
      return told.splice(0).sort();
    },
    halted(): string[] {
      heartbeat.halt();
      return told.splice(0).sort();
    },
  };
}

describe('the heartbeat of running exchanges', () => {
  it('forgets none of the others when one ends, wherever it stood', () => {
    for (const gone of [0, 1, 2]) {
      const { heartbeat, watched, beatAt } = setUp();
      const all = ['a', 'b', 'c'].map((name) => watched(name));
      for (const item of all) heartbeat.watch(item);
      heartbeat.unwatch(all[gone] as Watched);
      expect(beatAt(5)).toEqual(['a at 5', 'b at 5', 'c at 5'].filter((_, index) => index !== gone));
    }
  });

  it('beats each once, also when one ends in its own beat', () => {
    const { heartbeat, watched, beatAt } = setUp();
    const ending = watched('ending', () => heartbeat.unwatch(ending));
    const all = [watched('a'), ending, watched('b'), watched('c')];
    for (const item of all) heartbeat.watch(item);
    expect(beatAt(1)).toEqual(['a at 1', 'b at 1', 'c at 1', 'ending at 1']);
    expect(beatAt(2)).toEqual(['a at 2', 'b at 2', 'c at 2']);
  });

  it('takes out nobody else when one is let go twice, and beats one once that is watched twice', () => {
    const { heartbeat, watched, beatAt } = setUp();
    const [a, b] = [watched('a'), watched('b')];
    for (const item of [a, b, b]) heartbeat.watch(item);
    heartbeat.unwatch(a);
    heartbeat.unwatch(a);
    expect(beatAt(3)).toEqual(['b at 3']);
  });

  it('watches again what it has let go', () => {
    const { heartbeat, watched, beatAt } = setUp();
    const item = watched('a');
    heartbeat.watch(item);
    heartbeat.unwatch(item);
    expect(beatAt(4)).toEqual([]);
    heartbeat.watch(item);
    expect(beatAt(5)).toEqual(['a at 5']);
  });

  it('halts all that is watched, and at once what comes later', () => {
    const { heartbeat, watched, halted } = setUp();
    const [early, gone, late] = [watched('early'), watched('gone'), watched('late')];
    heartbeat.watch(early);
    heartbeat.watch(gone);
    heartbeat.unwatch(gone);
    expect(halted()).toEqual(['early halted']);
    heartbeat.watch(late);
    expect(halted()).toContain('late halted');
  });
});

/** V8's collector, which a test may call by itself. */
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as (options?: { type: 'minor' }) => void;

function oldGenerationBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? 0;
}

describe('what has ended', () => {
  it('is not kept alive until the next full collection by what came before it', () => {
    const { heartbeat, watched } = setUp();
    const KILOBYTE_OF_SLOTS = 128;
    const oneByOne = (count: number): void => {
      const running: Watched[] = [];
      for (let index = 0; index < count; index += 1) {
        const item = Object.assign(watched('a'), { body: Array.from({ length: KILOBYTE_OF_SLOTS }, () => index) });
        heartbeat.watch(item);
        running.push(item);
        if (running.length > 32) heartbeat.unwatch(running.shift() as Watched);
        if (index % 500 === 0) collect({ type: 'minor' });
      }
      for (const item of running) heartbeat.unwatch(item);
    };
    oneByOne(1000);
    collect();
    const before = oldGenerationBytes();
    oneByOne(20_000);
    // A Set keeps 10 MB and more of these 20.
    expect(oldGenerationBytes() - before).toBeLessThan(1_000_000);
  });
});
