/** Engines of the process that starts workers: those of which a machine has one, where they are not outside of it. */
import { createDegradations } from '../../observe/degradations.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Retained } from '../../storage/ports/retention.ts';
import type { ServerOptions } from '../config/options.ts';
import { closeDataDirectory, requireRecordsBesideLogs } from '../data-directory.ts';
import { retain } from '../retention.ts';
import { systemClock } from '../timers.ts';
import type { SharedEngines } from '../workers/serve-engines.ts';
import { openBlobs, openLog, openRecords, openSharedState } from './engines.ts';

export interface MachineEngines extends SharedEngines {
  /** Calls with what becomes degraded of them, or is over. */
  onDegraded(listener: (part: string, reason: string | null) => void): void;
  close(): Promise<void>;
}

const NOTHING: Retained = {
  bytes: () => Promise.resolve(0),
  oldest: () => Promise.resolve(null),
  deleteSlice: () => Promise.resolve(false),
};

/** Throws as openEngines does. */
export async function openMachineEngines(options: ServerOptions, logger: Logger): Promise<MachineEngines> {
  const { clickhouseUrl, databaseUrl, valkeyUrl } = options;
  closeDataDirectory(options.dataDir);
  if (databaseUrl === null) requireRecordsBesideLogs(options.dataDir);
  const listeners: ((part: string, reason: string | null) => void)[] = [];
  const known = createDegradations({ logger, now: systemClock.now });
  const degradations = {
    set(part: string, reason: string | null): void {
      known.set(part, reason);
      for (const listener of listeners) listener(part, reason);
    },
  };
  const records = await openRecords(options);
  const log = clickhouseUrl === null ? await openLog(options, logger, degradations) : null;
  const blobs = options.blobs === null ? await openBlobs(options, logger, degradations) : null;
  const state = await openSharedState({ valkeyUrl: null, databaseUrl: null }, { logger, degradations, remote: null });
  const rows = log?.retained ?? NOTHING;
  const endRetention = retain(options, { rows, bodies: blobs?.retained ?? NOTHING, records, logger });
  return {
    log,
    blobs,
    cache: valkeyUrl === null ? state.cache : null,
    counters: valkeyUrl === null ? state.counters : null,
    rates: valkeyUrl === null && databaseUrl === null ? state.rates : null,
    onDegraded: (listener) => void listeners.push(listener),
    async close() {
      await endRetention();
      await log?.close();
      await blobs?.close();
      await records.close();
    },
  };
}
