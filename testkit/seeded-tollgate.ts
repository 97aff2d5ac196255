/** A Tollgate with a past: a provider on a simulated Vertex, keys of three teams, and a history in its log. */
import { join } from 'node:path';
import { openDuckdbLog } from '../src/storage/log/duckdb.ts';
import type { LogRow } from '../src/storage/ports/log.ts';
import { makeHistory, type Person } from './history.ts';
import { isRecord, stringAt } from './json-shape.ts';
import { startTollgate, type SimulatedVertex, type Tollgate, type TollgateOptions } from './tollgate-process.ts';

const TEAMS = [
  { team: 'payments', key: 'payments team', people: ['ada', 'grace'] },
  { team: 'search', key: 'search team', people: ['linus', 'barbara', 'edsger'] },
  { team: 'platform', key: 'platform team', people: ['margaret'] },
] as const;

export interface SeededOptions {
  vertex: SimulatedVertex;
  dataDir: string;
  days: number;
  sessions: number;
  /** ms since the epoch. */
  until: number;
  /** Put at the end of the history. `frame`: a row of a request that was answered. */
  extraRows?: (frame: LogRow) => LogRow[];
  start?: Omit<TollgateOptions, 'dataDir' | 'adminKey'>;
}

export interface Seeded {
  tollgate: Tollgate;
  /** A gateway key of each team, by the team's name. */
  keys: ReadonlyMap<string, string>;
}

/** Starts, sets up, stops, writes the history, and starts again. */
export async function startSeededTollgate(options: SeededOptions): Promise<Seeded> {
  const first = await startTollgate({ ...options.start, dataDir: options.dataDir });
  await first.setUpVertex(options.vertex);
  const keys = new Map<string, string>();
  const people: Person[] = [];
  let owner = { organisationId: '', workspaceId: '' };
  for (const { team, key, people: names } of TEAMS) {
    const made = await post(first, '/v1/api-keys/workspace/service', {
      name: key,
      scopes: ['completions.write', 'logs.list', 'logs.view', 'analytics.view'],
      defaults: { metadata: { team } },
    });
    keys.set(team, stringAt(made, 'key'));
    const { body } = await first.admin('GET', `/v1/api-keys/${stringAt(made, 'id')}`);
    if (!isRecord(body)) throw new Error('The key that was made is not there.');
    owner = { organisationId: stringAt(body, 'organisation_id'), workspaceId: stringAt(body, 'workspace_id') };
    people.push(...names.map((name) => ({ name, team, apiKeyId: stringAt(made, 'id') })));
  }
  const { adminKey } = first;
  await first.stop();
  await writeHistory(options, { ...owner, people });
  const tollgate = await startTollgate({ ...options.start, dataDir: options.dataDir, adminKey });
  return { tollgate, keys };
}

async function post(tollgate: Tollgate, path: string, body: unknown) {
  const made = await tollgate.admin('POST', path, body);
  if (made.status >= 300 || !isRecord(made.body)) {
    throw new Error(`POST ${path} answered ${made.status}: ${JSON.stringify(made.body)}`);
  }
  return made.body;
}

interface Owner {
  organisationId: string;
  workspaceId: string;
  people: readonly Person[];
}

async function writeHistory(options: SeededOptions, owner: Owner): Promise<void> {
  const { dataDir, days, sessions, until, extraRows } = options;
  const rows = makeHistory({ ...owner, workspaceSlug: 'default', days, sessions, until });
  const answered = rows.findLast(({ outcome, attempts }) => outcome === 'complete' && attempts.length > 0);
  if (answered !== undefined && extraRows !== undefined) rows.push(...extraRows(answered));
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: Date.now, elapsed: () => performance.now() };
  const log = await openDuckdbLog({ directory: join(dataDir, 'log'), clock, logger: silent });
  await Promise.all(rows.map((row) => log.append(row)));
  await log.close();
}
