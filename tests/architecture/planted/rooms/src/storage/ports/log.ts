import type { tick } from '../../wire/clock.ts';

export type Log = typeof tick;
