/** The port that the data plane writes the log through. Engines: src/storage/log/. */
import type { LogRow } from '../log.ts';

export interface LogWriter {
  /**
   * Resolves once the row survives `kill -9`, so that the last byte of an answer can wait for it: at the end of this turn
   * of the event loop, together with the others of the same turn. Rejects when it cannot be kept (a full disk).
   */
  append(row: LogRow): Promise<void>;
}

/** The same for a row that another process has made a line of. */
export interface LineWriter {
  /** As `lineOfRow` writes it. Resolves and rejects as `append` does. */
  appendLine(line: string): Promise<void>;
}
