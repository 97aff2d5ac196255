/** `tollgate start`: from options to a listening gateway, and its shutdown. */
import { readFileSync } from 'node:fs';
import { applyDeclaration } from '../../control/declarative/apply.ts';
import { readDeclaration } from '../../control/declarative/read.ts';
import { keepSecret } from '../../control/declarative/references.ts';
import { prepareOrganisation, type Prepared } from '../../control/bootstrap/prepare.ts';
import { offerFirstOwner } from '../../control/sign-in/first-owner.ts';
import { createLogger, type Logger } from '../../observe/logger.ts';
import { shutDown, stopSignal } from './shut-down.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { compose, type Tollgate } from '../compose.ts';
import { environment } from '../config/environment.ts';
import { readOptions, UsageError, type ServerOptions } from '../config/options.ts';
import { systemClock } from '../timers.ts';
import { runWorkers } from '../workers/run-workers.ts';
import { shareOf } from '../workers/share-of.ts';
import { isPortInUse, listenFailure } from './listen-failure.ts';

/** Resolves with the exit code, after SIGTERM or SIGINT. Throws UsageError. */
export async function start(args: readonly string[], print: (line: string) => void): Promise<number> {
  const options = readOptions(args, environment);
  const logger = createLogger({
    level: options.logLevel,
    write: (line) => void process.stderr.write(line),
    now: systemClock.now,
  });
  if (options.workers > 1 && options.worker === null) return runWorkers(options, logger);
  return serve(shareOf(options), { logger, print });
}

/** Resolves with the exit code, after SIGTERM or SIGINT. */
async function serve(
  options: ServerOptions,
  { logger, print }: { logger: Logger; print: (line: string) => void },
): Promise<number> {
  const tollgate = await open(options, logger);
  const { organisation, adminKey } = await prepare(tollgate, options);
  // A key that the operator chose is known to the operator. A generated one is stored as a hash: it is printed before
  // anything else can fail, as a file that is refused or a port that is taken.
  const isFirstStart = adminKey !== null && options.adminKey === undefined;
  if (isFirstStart) print(`Organisation admin key (shown this once): ${adminKey}\n`);
  await declare(tollgate, options, { organisationId: organisation.id, print });
  // Processes that start together find what one of them has just made, and must serve it from the first request on.
  await tollgate.catchUp();
  // Whoever reads that it listens may stop it at once.
  const stopped = stopSignal();
  const url = await listen(tollgate, options);
  await offerOwner(tollgate, options, { organisationId: organisation.id, url, print });
  print(`Tollgate is listening on ${url}`);
  print(`Dashboard: ${url}/`);
  if (isFirstStart) tellWhatNext(url, print);

  await stopped;
  const code = await shutDown(tollgate, options);
  // The channel to who started the workers must not keep one alive.
  process.channel?.unref();
  return code;
}

/** A second Tollgate in the same folder finds its data taken before it comes to its port: the port is the better news. */
async function open(options: ServerOptions, logger: Logger): Promise<Tollgate> {
  try {
    return await compose(options, logger);
  } catch (error) {
    if (error instanceof UsageError || !(await isPortInUse(options))) throw error;
    throw new Error(listenFailure('EADDRINUSE', options), { cause: error });
  }
}

async function prepare(tollgate: Tollgate, { adminKey, savedOnly }: ServerOptions): Promise<Prepared> {
  try {
    return await prepareOrganisation(tollgate.control({ kind: 'bootstrap' }), {
      adminKey: adminKey ?? null,
      savedOnly: savedOnly === 'off' ? 'off' : 'providers',
    });
  } catch (error) {
    throw error instanceof GatewayError ? new UsageError(`TOLLGATE_ADMIN_KEY: ${error.message}`) : error;
  }
}

/** Resolves with the address. */
async function listen(tollgate: Tollgate, { host, port: wanted, tls }: ServerOptions): Promise<string> {
  const name = host.includes(':') ? `[${host}]` : host;
  try {
    return `${tls === null ? 'http' : 'https'}://${name}:${await tollgate.http.listen(wanted, host)}`;
  } catch (error) {
    throw new Error(listenFailure(errorCode(error), { host, port: wanted }), { cause: error });
  }
}

/** While nobody has an account: a link that makes the first one. Each start prints a new one. */
async function offerOwner(
  tollgate: Tollgate,
  { publicUrl }: ServerOptions,
  { organisationId, url, print }: { organisationId: OrganisationId; url: string; print: (line: string) => void },
): Promise<void> {
  const token = await offerFirstOwner(tollgate.control({ kind: 'bootstrap' }), organisationId);
  if (token === null) return;
  print(`First owner: ${publicUrl ?? url}/first-owner#${token}`);
  print(
    'Whoever opens this link within 24 hours becomes the owner, and signs in with e-mail and password from then on.',
  );
}

function tellWhatNext(url: string, print: (line: string) => void): void {
  print('\nThe dashboard takes you through the first steps: sign in with the admin key. By hand:\n');
  print(`1. Save your Vertex project:  POST ${url}/v1/integrations   (README.md, "Your first provider")`);
  print(`2. Make a key for developers: POST ${url}/v1/api-keys/workspace/service`);
  print('3. Set up Claude Code:        tollgate claude-code --write --key <that key> --provider <slug>\n');
}

async function declare(
  tollgate: Tollgate,
  { configFile }: ServerOptions,
  { organisationId, print }: { organisationId: OrganisationId; print: (line: string) => void },
): Promise<void> {
  if (configFile === null) return;
  const text = readConfigFile(configFile);
  const { sources, mask } = keepSecret({
    environment: (name: string) => environment[name],
    readFile: (path: string) => readFileSync(path, 'utf8'),
  });
  const control = tollgate.control({ kind: 'declarative-file', organisationId });
  try {
    // What was done before a mistake stays, and is listed.
    for await (const { outcome, noun, name, warnings } of applyDeclaration(control, readDeclaration(text, sources))) {
      print(`${configFile}: ${noun} ${name} ${outcome}`);
      for (const warning of warnings) print(`${configFile}: ${noun} ${name}: warning: ${warning}`);
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw new UsageError(mask(error.message).replaceAll(/^/gm, `${configFile}: `));
  }
}

function readConfigFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`--config / TOLLGATE_CONFIG: ${path} cannot be read (${errorCode(error)})`);
  }
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
