/** The engine of the counters port for one process: a bounded map, gone with the process. */
import { MAX_VALUE_LENGTH } from '../ports/counters.ts';
import type { Counters } from '../ports/counters.ts';
import { WINDOW_STEPS, checkCount } from './window.ts';

const DEFAULT_MAX_KEYS = 100_000;
/** Share of the keys to make free when the map is full, so that looking through all of them is rare. */
const ROOM_TO_MAKE = 0.1;

/** All that is kept under one key. Times are those of `now`. */
interface Slot {
  value: string | null;
  valueUntil: number;
  leaseUntil: number;
  window: Window | null;
  windowUntil: number;
}

interface Window {
  lengthMs: number;
  /** Number of the newest step since the epoch; step n is summed at index n modulo the number of steps. */
  newest: number;
  sums: number[];
}

/**
 * Holds `maxKeys` keys at the most: then those with nothing alive under them go, and if they are few, those unused for
 * longest, alive or not. `now` in ms; what expires is let go when there is no room.
 */
export function createMemoryCounters(options: { now: () => number; maxKeys?: number }): Counters {
  const { now, maxKeys = DEFAULT_MAX_KEYS } = options;
  /** The least recently used first. */
  const slots = new Map<string, Slot>();

  const use = (key: string): Slot | undefined => {
    const slot = slots.get(key);
    if (slot === undefined) return undefined;
    slots.delete(key);
    slots.set(key, slot);
    return slot;
  };
  const useOrMake = (key: string, at: number): Slot => {
    const known = use(key);
    if (known !== undefined) return known;
    if (slots.size >= maxKeys) makeRoom(slots, { at, maxKeys });
    const slot = { value: null, valueUntil: 0, leaseUntil: 0, window: null, windowUntil: 0 };
    slots.set(key, slot);
    return slot;
  };

  return {
    async count(key, by, windowMs) {
      checkCount(by, windowMs);
      const at = now();
      const slot = useOrMake(key, at);
      if (slot.window?.lengthMs !== windowMs) slot.window = emptyWindow(windowMs);
      slot.windowUntil = at + windowMs;
      return addTo(slot.window, by, at);
    },
    async put(key, value, ttlMs) {
      const at = now();
      const slot = useOrMake(key, at);
      slot.value = value.length > MAX_VALUE_LENGTH ? null : value;
      slot.valueUntil = at + atLeastOne(ttlMs);
    },
    async get(keys) {
      const at = now();
      return keys.map((key) => {
        const slot = use(key);
        return slot !== undefined && at < slot.valueUntil ? slot.value : null;
      });
    },
    async lease(key, ttlMs) {
      const at = now();
      const slot = useOrMake(key, at);
      if (at < slot.leaseUntil) return false;
      slot.leaseUntil = at + atLeastOne(ttlMs);
      return true;
    },
    async remove(keys) {
      for (const key of keys) slots.delete(key);
    },
    async close() {
      slots.clear();
    },
  };
}

function makeRoom(slots: Map<string, Slot>, { at, maxKeys }: { at: number; maxKeys: number }): void {
  for (const [key, slot] of slots) {
    if (at >= Math.max(slot.valueUntil, slot.leaseUntil, slot.windowUntil)) slots.delete(key);
  }
  const enough = Math.min(Math.floor(maxKeys * (1 - ROOM_TO_MAKE)), maxKeys - 1);
  for (const key of slots.keys()) {
    if (slots.size <= enough) return;
    slots.delete(key);
  }
}

function emptyWindow(lengthMs: number): Window {
  return { lengthMs, newest: -Infinity, sums: Array<number>(WINDOW_STEPS).fill(0) };
}

/** Returns the sum of the last steps, with `by` in the newest. */
function addTo(window: Window, by: number, at: number): number {
  const step = Math.floor((at * WINDOW_STEPS) / window.lengthMs);
  const passed = step - window.newest;
  // A clock that was set back leaves sums from a time to come: begin anew.
  if (passed < 0 || passed >= WINDOW_STEPS) window.sums.fill(0);
  else for (let n = window.newest + 1; n <= step; n += 1) window.sums[n % WINDOW_STEPS] = 0;
  window.newest = step;
  const index = step % WINDOW_STEPS;
  window.sums[index] = (window.sums[index] ?? 0) + by;
  return window.sums.reduce((sum, each) => sum + each, 0);
}

/** As in the port; also for NaN. */
function atLeastOne(ttlMs: number): number {
  return ttlMs > 1 ? ttlMs : 1;
}
