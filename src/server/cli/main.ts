/** The command line: one word, one command. */
import { UsageError } from '../config/options.ts';
import { start } from './start.ts';

type Command = (args: readonly string[], print: (line: string) => void) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = { start };

const USAGE = `Usage: tollgate <command>

  start         serve the gateway and the admin API
                [--port 8787] [--host 127.0.0.1] [--data-dir .tollgate] [--config FILE]
`;

async function main([name = '', ...rest]: readonly string[]): Promise<number> {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  if (['', 'help', '--help', '-h'].includes(name)) {
    print(USAGE);
    return name === '' ? 2 : 0;
  }
  try {
    const command = COMMANDS[name];
    if (command === undefined) throw new UsageError(`there is no command "${name}"`);
    return await command(rest, print);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`tollgate: ${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsage) process.stderr.write('Run "tollgate help" for the commands and their flags.\n');
    return isUsage ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
