import { beforeEach, describe, expect, it } from 'vitest';
import { createTurnedAway, type TurnedAway } from './turned-away.ts';

const ada = { address: '10.0.0.1', forwardedFor: [] };
const bob = { address: '10.0.0.2', forwardedFor: ['192.0.2.7'] };

let told: unknown[];
let timers: { ms: number; run: () => void }[];
let turnedAway: TurnedAway;

beforeEach(() => {
  told = [];
  timers = [];
  const info = (_: string, fields?: object): void => void told.push(fields);
  const logger = { debug: () => undefined, info, warn: () => undefined, error: () => undefined };
  turnedAway = createTurnedAway({ logger, after: (ms, run) => void timers.push({ ms, run }) });
});

const minutePasses = (): void => timers.shift()?.run();

describe('a client with a wrong key', () => {
  it('is logged at once', () => {
    turnedAway.count('invalid_api_key', ada);
    expect(told).toEqual([{ reasons: { invalid_api_key: 1 }, last: { reason: 'invalid_api_key', ...ada } }]);
    expect(timers.map(({ ms }) => ms)).toEqual([60_000]);
  });

  it('that tries ten thousand times makes one line more, with those who came meanwhile', () => {
    for (let time = 0; time < 10_000; time += 1) turnedAway.count('invalid_api_key', ada);
    turnedAway.count('not_found', bob);
    expect(told).toHaveLength(1);
    minutePasses();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual({
      reasons: { invalid_api_key: 9999, not_found: 1 },
      last: { reason: 'not_found', ...bob },
    });
    turnedAway.count('missing_api_key', ada);
    expect(told).toHaveLength(2);
    minutePasses();
    expect(told[2]).toMatchObject({ reasons: { missing_api_key: 1 } });
  });

  it('is logged at once again after a quiet minute, in which nothing is', () => {
    turnedAway.count('invalid_api_key', ada);
    minutePasses();
    expect(told).toHaveLength(1);
    expect(timers).toEqual([]);
    turnedAway.count('expired_api_key', bob);
    expect(told[1]).toMatchObject({ reasons: { expired_api_key: 1 }, last: bob });
  });
});
