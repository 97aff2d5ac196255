/** The operator's log: one JSON line per event on standard error. Requests go to the request log, not here. */
import { escapeControls } from '../kernel/escape-controls.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** An Error is unfolded to its name, message, code and cause; stacks are kept for `error` lines only. */
export function createLogger(options: { level: LogLevel; write: (line: string) => void; now: () => number }): Logger {
  const threshold = LEVELS.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (message: string, fields: Record<string, unknown> = {}): void => {
      if (LEVELS.indexOf(level) < threshold) return;
      const unfolded = Object.fromEntries(
        Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? unfold(value, level) : value]),
      );
      options.write(
        `${escapeControls(JSON.stringify({ time: new Date(options.now()).toISOString(), level, message, ...unfolded }))}\n`,
      );
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function unfold(error: Error, level: LogLevel): Record<string, unknown> {
  return {
    name: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    ...(level === 'error' ? { stack: error.stack } : {}),
    ...(error.cause instanceof Error ? { cause: unfold(error.cause, level) } : {}),
  };
}
