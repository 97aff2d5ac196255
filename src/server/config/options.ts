/** The server's options: flags before environment before defaults. The only place that knows their names. */
import { parseArgs } from 'node:util';

export interface ServerOptions {
  host: string;
  port: number;
  dataDir: string;
  /** Path of the declarative file; null = none. */
  configFile: string | null;
  masterKey: string | undefined;
  adminKey: string | undefined;
  trustedHosts: readonly string[];
  /** false = metrics only: no request or response bodies are kept. */
  storeBodies: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** How long running streams may go on after SIGTERM, ms. */
  drainMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A flag or value that cannot be used: one clear line, and exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Throws UsageError. */
export function readOptions(args: readonly string[], environment: Environment): ServerOptions {
  const flags = readFlags(args);
  return {
    host: flags.host ?? environment['TOLLGATE_HOST'] ?? '127.0.0.1',
    port: readInteger('--port / TOLLGATE_PORT', flags.port ?? environment['TOLLGATE_PORT'] ?? '8787', 65_535),
    dataDir: flags['data-dir'] ?? environment['TOLLGATE_DATA_DIR'] ?? '.tollgate',
    configFile: flags.config ?? environment['TOLLGATE_CONFIG'] ?? null,
    masterKey: nonEmpty(environment['TOLLGATE_MASTER_KEY']),
    adminKey: nonEmpty(environment['TOLLGATE_ADMIN_KEY']),
    trustedHosts: (environment['TRUSTED_CUSTOM_HOSTS'] ?? '').split(',').map((host) => host.trim()).filter((host) => host !== ''),
    storeBodies: readChoice('TOLLGATE_STORE_BODIES', environment['TOLLGATE_STORE_BODIES'] ?? 'on', ['on', 'off']) === 'on',
    logLevel: readChoice('TOLLGATE_LOG_LEVEL', environment['TOLLGATE_LOG_LEVEL'] ?? 'info', LEVELS),
    drainMs: readInteger('TOLLGATE_DRAIN_MS', environment['TOLLGATE_DRAIN_MS'] ?? '30000', 3_600_000),
  };
}

function readFlags(args: readonly string[]) {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { port: string, host: string, 'data-dir': string, config: string } }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error));
  }
}

function readInteger(name: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new UsageError(`${name}: expected a whole number from 0 to ${max}, got "${text}"`);
}

function readChoice<Choice extends string>(name: string, text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`${name}: expected one of ${choices.join(', ')}, got "${text}"`);
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);
