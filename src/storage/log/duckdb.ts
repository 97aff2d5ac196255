/** The log with its engine in this process, as for one who writes a past into it and closes it again. The server has it in a process of its own. */
import { openLogEngine } from './engine.ts';
import { type Log, type LogOptions, openLog } from './open-log.ts';

/** Throws when another process has it open. */
export function openDuckdbLog(options: LogOptions): Promise<Log> {
  return openLog(options, openLogEngine);
}
