/** `tollgate start`: from options to a listening gateway, and down again. */
import { readFileSync } from 'node:fs';
import { applyDeclaration } from '../../control/declarative/apply.ts';
import { readDeclaration } from '../../control/declarative/read.ts';
import { prepareOrganisation } from '../../control/bootstrap/prepare.ts';
import { createLogger } from '../../observe/logger.ts';
import type { OrganisationId } from '../../wire/ids.ts';
import { compose, type Tollgate } from '../compose.ts';
import { environment } from '../config/environment.ts';
import { readOptions, type ServerOptions } from '../config/options.ts';
import { systemClock } from '../timers.ts';

/** Resolves with the exit code, after SIGTERM or SIGINT. Throws UsageError. */
export async function start(args: readonly string[], print: (line: string) => void): Promise<number> {
  const options = readOptions(args, environment);
  const logger = createLogger({
    level: options.logLevel,
    write: (line) => void process.stderr.write(line),
    now: systemClock.now,
  });
  const tollgate = await compose(options, logger);
  const prepared = await prepareOrganisation(tollgate.control({ kind: 'bootstrap' }), options.adminKey ?? null);
  await declare(tollgate, options, { organisationId: prepared.organisation.id, print });
  const port = await tollgate.http.listen(options.port, options.host);
  const url = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  print(`Tollgate is listening on ${url}`);
  // A key that the operator chose is known to the operator: it is not printed again.
  if (prepared.adminKey !== null && options.adminKey === undefined) welcome(url, prepared.adminKey, print);

  await stopSignal();
  return stop(tollgate, options);
}

function welcome(url: string, adminKey: string, print: (line: string) => void): void {
  print(`\nOrganisation admin key (shown this once): ${adminKey}\n`);
  print(`1. Save your Vertex project:  POST ${url}/v1/integrations   (README.md, "Your first provider")`);
  print(`2. Make a key for developers: POST ${url}/v1/api-keys/workspace/service`);
  print('3. Set up Claude Code:        npx tollgate claude-code --write --key <that key> --provider <slug>\n');
}

async function declare(
  tollgate: Tollgate,
  { configFile }: ServerOptions,
  { organisationId, print }: { organisationId: OrganisationId; print: (line: string) => void },
): Promise<void> {
  if (configFile === null) return;
  const declaration = readDeclaration(readFileSync(configFile, 'utf8'), {
    environment: (name) => environment[name],
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  const changes = await applyDeclaration(tollgate.control({ kind: 'declarative-file', organisationId }), declaration);
  for (const { outcome, noun, name } of changes) print(`${configFile}: ${noun} ${name} ${outcome}`);
}

/** A second signal ends the process at once, as an operator who presses Ctrl-C twice expects. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

/** Its timers keep the process alive, unlike all others: a connection that nobody reads does not. */
async function stop(tollgate: Tollgate, options: ServerOptions): Promise<number> {
  const closed = tollgate.http.close();
  // What still runs when the time is over ends in its own dialect; what does not even listen to that is cut.
  const late = setTimeout(() => {
    tollgate.halt();
    setTimeout(tollgate.http.cut, LINGER_MS);
  }, options.drainMs);
  await tollgate.dataPlane.drain();
  clearTimeout(late);
  // The last answers are on their way: a client that does not read them is not waited for.
  const linger = setTimeout(tollgate.http.cut, LINGER_MS);
  await closed;
  clearTimeout(linger);
  await tollgate.close();
  return 0;
}

const LINGER_MS = 1000;
