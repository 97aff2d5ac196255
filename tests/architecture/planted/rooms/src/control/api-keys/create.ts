import type { Log } from '../../storage/ports/log.ts';

export const create: Log = 1;
