/** The command line: one word, one command. */
import { escapeControls } from '../../wire/escape-controls.ts';
import { UsageError } from '../config/options.ts';
import type { Command, Terminal } from './command.ts';

/** Loaded when called, so that the small commands do not wait for the databases that `start` brings. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => {
    const { start } = await import('./start.ts');
    return (args, { print }) => start(args, print);
  },
  'claude-code': async () => (await import('./claude-code/claude-code.ts')).claudeCode,
  doctor: async () => (await import('./doctor/doctor.ts')).doctor,
  explain: async () => (await import('./explain/explain.ts')).explain,
  logs: async () => (await import('./logs/logs.ts')).logs,
};

const USAGE = `Usage: tollgate <command>

  start         serve the gateway and the admin API
                [--port 8787] [--host 127.0.0.1] [--data-dir .tollgate] [--config FILE]

  claude-code   print the settings.json that points Claude Code here, or merge it in with --write
                [--url http://127.0.0.1:8787] [--key KEY | TOLLGATE_API_KEY] [--provider SLUG] [--config SLUG]
                [--model NAME] [--opus NAME] [--sonnet NAME] [--haiku NAME]
                [--write [--project | --settings FILE]]

  doctor        check a running gateway, a provider model by model, and a Claude Code set-up
                [--url URL] [--key KEY] [--provider SLUG] [--model NAME]... [--settings FILE]

  explain       say which path a request would take through a config, and why, without calling anyone
                --config SLUG|FILE [--request FILE] [--header 'name: value']... [--url URL] [--key KEY] [--json]

  logs          print the newest requests, and with --follow the ones to come
                [--follow] [--url URL] [--key KEY] [--limit 20] [--session ID] [--json]
`;

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
  const asksForHelp = (word: string | undefined): boolean => word === 'help' || word === '--help' || word === '-h';
  if (name === '' || asksForHelp(name) || asksForHelp(rest[0])) {
    terminal.print(USAGE.trimEnd());
    return name === '' ? 2 : 0;
  }
  try {
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw new UsageError(`there is no command "${name}"`);
    const command = await load();
    return await command(rest, terminal);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    terminal.note(`tollgate: ${error instanceof Error ? error.message : String(error)}`);
    if (isUsage) terminal.note('Run "tollgate help" for the commands and their flags.');
    return isUsage ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
