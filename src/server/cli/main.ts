/** The command line: one word, one command. */
import { escapeControls } from '../../kernel/escape-controls.ts';
import { maskText, NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import { UsageError } from '../config/options.ts';
import type { Command, Terminal } from './command.ts';
import { helpFor, whereToRead } from './help.ts';
import { readVersion } from './version.ts';

/** Loaded when called, so that the small commands do not wait for the databases that `start` brings. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => {
    const { start } = await import('./start.ts');
    return (args, { print }) => start(args, print);
  },
  audit: async () => (await import('./audit/audit.ts')).audit,
  catalog: async () => (await import('./catalog/catalog.ts')).catalog,
  'claude-code': async () => (await import('./claude-code/claude-code.ts')).claudeCode,
  doctor: async () => (await import('./doctor/doctor.ts')).doctor,
  explain: async () => (await import('./explain/explain.ts')).explain,
  ledger: async () => (await import('./ledger/ledger.ts')).ledger,
  migrate: async () => (await import('./migrate/migrate.ts')).migrate,
  secrets: async () => (await import('./secrets/secrets.ts')).secrets,
  logs: async () => (await import('./logs/logs.ts')).logs,
  'reset-password': async () => (await import('./reset-password/reset-password.ts')).resetPassword,
};

async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  const terminal: Terminal = {
    print: (line) => void process.stdout.write(`${escapeControls(line)}\n`),
    note: (line) => void process.stderr.write(`${escapeControls(line)}\n`),
  };
  // A reader that has seen enough, as in `tollgate logs | head`.
  process.stdout.on('error', (error: Error & { code?: unknown }) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const help = helpFor([name, ...rest]);
  if (help !== null) {
    terminal.print(help);
    return name === '' ? 2 : 0;
  }
  if (['--version', '-v', 'version'].includes(name)) {
    terminal.print(`tollgate ${readVersion()} (Node ${process.versions.node})`);
    return 0;
  }
  try {
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw new UsageError(`there is no command "${name}"`);
    const command = await load();
    return await command(rest, terminal);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    terminal.note(`tollgate: ${maskText(error instanceof Error ? error.message : String(error), NOTHING_KNOWN)}`);
    if (isUsage) terminal.note(whereToRead(name));
    return isUsage ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
