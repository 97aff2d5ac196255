import type { Log } from '../ports/log.ts';

export const memory: Log = 1;
