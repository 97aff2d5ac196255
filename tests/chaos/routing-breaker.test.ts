import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicError, hang, misbehave } from '../../testkit/upstream/answer.ts';
import type { Region, Regions } from './regions.ts';
import { openRegions, story, under, wellFrom } from './regions.ts';

const COOLDOWN = 30_000;
const DOWN = anthropicError(503, 'api_error', 'down');
/** Each case has two regions of its own, so that one cooldown is enough for all of them. */
const CASES = ['well', 'ill', 'spare', 'slow', 'half'] as const;

let regions: Regions;
const pair = (name: string): [Region, Region] => [regions.region(`${name}-1`), regions.region(`${name}-2`)];
const ask = (name: string, times = 1) =>
  Promise.all(Array.from({ length: times }, () => regions.world.ask(under(`pc-${name}`, { stream: true }))));
const statuses = (answers: { status: number }[]): number[] => [...new Set(answers.map(({ status }) => status))];

beforeAll(async () => {
  regions = await openRegions(CASES.flatMap((name) => [`${name}-1`, `${name}-2`]));
  for (const name of CASES) {
    await regions.save(`pc-${name}`, {
      strategy: { mode: 'fallback' },
      request_timeout: 600,
      cb_config: { failure_threshold: 3, cooldown_interval: COOLDOWN },
      targets: [{ provider: `@${name}-1` }, { provider: `@${name}-2` }],
    });
  }
});
afterAll(() => regions.world.close());

describe('a circuit breaker', { timeout: 60_000 }, () => {
  it('spares a dead region for its cooldown, then asks it once, and takes it back or leaves it for another', async () => {
    const [well, wellToo] = pair('well');
    const [ill, illToo] = pair('ill');
    const [slow] = pair('slow');
    for (const region of [well, ill]) region.does(() => DOWN);
    slow.does(() => hang());
    // The second of `spare` is only asked when the first fails: it is opened that way.
    const [spare, spareToo] = pair('spare');
    spare.does(() => anthropicError(429, 'rate_limit_error', 'slow down'));
    spareToo.does(() => DOWN);
    const [half, halfToo] = pair('half');
    half.does(() => DOWN);

    const began = performance.now();
    for (const name of CASES) for (let time = 0; time < 3; time += 1) await ask(name);
    const opened = performance.now();
    expect([well, ill, slow, half, spareToo].map((region) => region.calls().length)).toEqual([3, 3, 3, 3, 3]);
    spare.comesBack();

    // Open: not one call, however many ask.
    for (const name of ['well', 'ill', 'slow', 'half']) expect(statuses(await ask(name, 20))).toEqual([200]);
    expect([well, ill, slow, half].map((region) => region.calls().length)).toEqual([3, 3, 3, 3]);
    const [spared] = await ask('well');
    expect(story(await regions.world.row(spared?.id ?? ''))).toEqual(['well-2 200 answered']);

    well.comesBack();
    spareToo.comesBack();
    half.does(() => misbehave(wellFrom('half-1'), { delay: 200 }));
    await pause(COOLDOWN - (performance.now() - began) - 500);
    await ask('well', 5);
    expect(well.calls()).toHaveLength(3);
    await pause(COOLDOWN - (performance.now() - opened) + 200);

    // Half open: of many at once one may look, and the others do not wait for it.
    const halves = await ask('half', 20);
    expect(statuses(halves)).toEqual([200]);
    expect(half.calls()).toHaveLength(4);
    expect(halfToo.calls().length).toBe(3 + 20 + 19);

    // Well again: it takes its calls as before.
    await ask('well');
    expect(well.calls()).toHaveLength(4);
    const before = wellToo.calls().length;
    await ask('well', 10);
    expect(well.calls()).toHaveLength(14);
    expect(wellToo.calls()).toHaveLength(before);

    // Still ill: one call, and its cooldown begins anew.
    const [probed] = await ask('ill');
    expect(probed?.status).toBe(200);
    expect(story(await regions.world.row(probed?.id ?? ''))).toEqual(['ill-1 503 status_503', 'ill-2 200 answered']);
    await ask('ill', 10);
    expect(ill.calls()).toHaveLength(4);
    expect(illToo.calls().length).toBeGreaterThan(30);

    // A probe that nobody needed is not lost: the second region is there when the first one fails.
    await ask('spare', 5);
    expect(spareToo.calls()).toHaveLength(3);
    spare.does(() => DOWN);
    expect(statuses(await ask('spare'))).toEqual([200]);
    expect(spareToo.calls()).toHaveLength(4);
  });
});
