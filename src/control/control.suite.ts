/** A world for tests of the control plane: real records in memory, two organisations, actors of every kind. */
import { randomBytes } from 'node:crypto';
import { manualClock } from '../../testkit/manual-clock.ts';
import type { ManualClock } from '../../testkit/manual-clock.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import type { Analytics, UsageStep } from '../storage/ports/analytics.ts';
import type { BodyArchive } from '../storage/ports/bodies.ts';
import type { LogFilter, LogRow } from '../storage/ports/log.ts';
import type { LogReader } from '../storage/ports/log/reader.ts';
import type { AuditEvent } from '../storage/ports/records/audit.ts';
import type { WorkspaceRole } from '../storage/ports/records/members.ts';
import type { Records, SystemRecords, TenantRecords } from '../storage/ports/records/records.ts';
import type { OrganisationRole } from '../storage/ports/records/users.ts';
import { createMemoryRates } from '../storage/rates/memory.ts';
import { openSqliteRecords } from '../storage/records/sqlite.ts';
import { createAesGcmSealer } from '../storage/sealer/aes-gcm.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import { windowAt } from '../kernel/limit-window.ts';
import { prepareOrganisation } from './bootstrap/prepare.ts';
import type { ControlContext } from './context.ts';
import type { Principal } from './principal.ts';
import { createFlowLimits } from './sign-in/flow-limits.ts';
import { DEFAULT_TOGGLES } from './permissions/toggles.ts';
import { allowedScopes } from './scopes.ts';
import { createSignInLimits } from './sign-in/limits.ts';
import { createPasswords } from './sign-in/password.ts';

/** Never to be seen in any answer or audit row. */
/** A gateway key whose text an operator chose. */
export const CHOSEN_KEY = 'a-key-of-the-operators-own';
export const PRIVATE_KEY_MARK = 'c2VjcmV0LXByaXZhdGUta2V5';

export const SERVICE_ACCOUNT = {
  type: 'service_account',
  project_id: 'acme-project',
  private_key_id: 'key-1',
  private_key: `-----BEGIN PRIVATE KEY-----\n${PRIVATE_KEY_MARK}\n-----END PRIVATE KEY-----\n`,
  client_email: 'gateway@acme-project.iam.gserviceaccount.com',
};

export interface World {
  records: Records;
  clock: ManualClock;
  organisationId: OrganisationId;
  /** The default one, and another. */
  workspaceId: WorkspaceId;
  otherWorkspaceId: WorkspaceId;
  adminKey: string;
  /**
   * By what they are: `admin`, `service`, `reader`, `keeper` (of user keys alone), `configurer` (of configs alone), `developer` (as the
   * README makes them), `lister` (of log rows without their bodies),
   * `neighbour` (other workspace), `stranger` (other organisation). People: `owner`, `orgAdmin`, and in the default workspace
   * `wsAdmin`, `manager` and `member`; `bystander` belongs to no workspace, `rivalOwner` to the other organisation.
   */
  actors: Record<string, Principal>;
  context(principal: Principal): ControlContext;
  /** How often a change was announced. */
  published(): number;
  audits(): Promise<AuditEvent[]>;
  logRows: LogRow[];
  /** The filters that the log store was asked with. */
  logFilters: LogFilter[];
  bodies: Map<string, string>;
  /** Of each account of the ledger. */
  spent: Map<string, number>;
  /** What the log reports of usage. */
  usageSteps: UsageStep[];
}

/** Of the calls of all tests. */
const REQUEST = {
  id: 'req_1',
  method: 'POST',
  uri: '/v1/test',
  address: '10.0.0.9',
  forwardedFor: '',
  userAgent: 'a test',
  country: '',
  body: '',
  origin: 'http://gateway.test',
};

/** Nobody is to be asked, unless a test says who answers. */
const nobody = () => Promise.reject(new Error('No directory is to be asked.'));
const NO_DIRECTORIES: ControlContext['directories'] = {
  oidc: {
    authorizationUrl: nobody,
    finish: nobody,
    confirm: nobody,
    signOutUrl: nobody,
    readLogoutToken: nobody,
    publicKeys: nobody,
    test: nobody,
  },
  saml: {
    requestUrl: nobody,
    finish: nobody,
    signOutUrl: nobody,
    readLogout: nobody,
    logoutAnswerUrl: nobody,
    ownMetadata: () => '',
    readMetadata: nobody,
    fetchMetadata: nobody,
  },
};

/** Tests cannot wait for a password to be hashed as it should be. */
const QUICK = { logN: 1, r: 1, p: 1 };

export async function openWorld(): Promise<World> {
  const records = runningTwice(await openSqliteRecords({ path: ':memory:' }));
  const clock = manualClock();
  const logRows: LogRow[] = [];
  const logFilters: LogFilter[] = [];
  const bodies = new Map<string, string>();
  const spent = new Map<string, number>();
  const usageSteps: UsageStep[] = [];
  let published = 0;
  const context = (principal: Principal): ControlContext => ({
    records,
    sealer: createAesGcmSealer({ masterKey: Buffer.alloc(32, 7) }),
    announce: async () => void (published += 1),
    log: fakeLog(logRows, logFilters),
    analytics: fakeAnalytics(logFilters, usageSteps),
    bodies: fakeBodies(bodies),
    knownSecrets: () => ({ isSecret: (word) => word === CHOSEN_KEY, forms: [] }),
    writeLog: async (row) => void logRows.push(row),
    storeBody: null,
    usage: {
      of: (account, period) => ({
        spent: spent.get(account) ?? 0,
        held: 0,
        resetsAt: windowAt(period, clock.now(), { zone: 'UTC', weekStart: 'monday' }).end,
      }),
      under: () => [],
      window: (period, at) => windowAt(period, at, { zone: 'UTC', weekStart: 'monday' }),
      alerts: () => ({ threshold: false, exhausted: false }),
      ratesUnder: () => Promise.resolve([]),
      resetRate: () => Promise.resolve(),
      raise: async (account, _, atLeast) => void spent.set(account, Math.max(spent.get(account) ?? 0, atLeast)),
      reset: async (account) => void spent.delete(account),
    },
    clock,
    nextTurn: () => Promise.resolve(),
    randomBytes,
    providers: PROVIDERS,
    fetchSecret: ({ path }) => Promise.reject(new Error(`Nobody is asked for ${path}.`)),
    testProvider: ({ model }) =>
      Promise.resolve({
        ok: true,
        tried: model === null ? 'list' : 'model',
        model,
        status: 200,
        latencyMs: 1,
        error: null,
      }),
    explain: ({ config, apiKeyId }) =>
      Promise.resolve({
        path: 'config',
        kind: 'target',
        taken: true,
        why: `asked with ${Object.keys(config ?? {}).join()} by ${apiKeyId ?? 'anybody'}`,
        circuit: 'closed',
      }),
    validateConfig: (value) =>
      JSON.stringify(value).includes('no_such_member') ? [{ path: 'no_such_member', message: 'unknown member' }] : [],
    guardrailCall: () => Promise.reject(new Error('Nobody is to be called.')),
    guardrailPorts: () => ({
      now: clock.now,
      call: () => Promise.reject(new Error('Nobody is to be called.')),
      resolves: () => Promise.reject(new Error('Nobody is to be looked up.')),
      ask: () => Promise.reject(new Error('No model is to be asked.')),
      signAws: () => ({}),
      mask: (text) => text,
    }),
    openDryRun: () => ({ run: () => Promise.resolve({ findings: [], skipped: [] }) }),
    throwIfCancelled: () => undefined,
    isTrustedHost: (url) => /^https:\/\/(proxy|own)\.example/.test(url),
    checkUrl: (url) => (url.includes('169.254.') ? 'link-local address' : null),
    principal,
    request: REQUEST,
    passwords: createPasswords({ randomBytes, cost: QUICK }),
    signInLimits: createSignInLimits([createMemoryRates({ elapsed: clock.elapsed })]),
    flowLimits: createFlowLimits([createMemoryRates({ elapsed: clock.elapsed })]),
    devices: { accessMs: 3_600_000 },
    directories: NO_DIRECTORIES,
    resolveTxt: async () => [],
    verifiedDomains: ['example.com'],
    mailer: null,
    publicUrl: 'http://gateway.test',
  });

  const { organisation, workspace, adminKey } = await prepareOrganisation(context({ kind: 'bootstrap' }), {
    adminKey: null,
    savedOnly: 'providers',
  });
  const otherWorkspaceId = 'workspace-b' as WorkspaceId;
  const otherOrganisationId = 'organisation-b' as OrganisationId;
  await records.system(async (system) => {
    const createdAt = clock.now() + 1;
    const fresh = { description: null, defaults: { metadata: {} }, status: 'active', createdAt } as const;
    const research = { ...fresh, name: 'Research', isDefault: false, lastUpdatedAt: createdAt, slug: 'ws-research' };
    const own = { id: otherWorkspaceId, organisationId: organisation.id };
    await system.of(organisation.id).workspaces.insert({ ...research, ...own });
    await system.organisations.insert({ id: otherOrganisationId, name: 'Rival', createdAt });
    const rival = { ...fresh, name: 'Rival', isDefault: true, lastUpdatedAt: createdAt, slug: 'ws-rival' };
    const foreign = { id: 'workspace-c' as WorkspaceId, organisationId: otherOrganisationId };
    await system.of(otherOrganisationId).workspaces.insert({ ...rival, ...foreign });
  });

  const person = await insertPeople(records, organisation.id, workspace.id);
  await insertPerson(records, {
    organisationId: otherOrganisationId,
    id: 'rivalOwner',
    role: 'owner',
    workspace: null,
  });
  const key = (id: string, workspaceId: WorkspaceId | null, scopes: string[]): Principal => ({
    kind: 'api-key',
    id,
    type: workspaceId === null ? 'organisation-service' : 'workspace-service',
    organisationId: organisation.id,
    workspaceId,
    scopes,
  });
  const service = allowedScopes('workspace-service');
  const admin = allowedScopes('organisation-service');
  return {
    records,
    clock,
    organisationId: organisation.id,
    workspaceId: workspace.id,
    otherWorkspaceId,
    adminKey: adminKey ?? '',
    actors: {
      admin: key('admin-key', null, admin),
      service: key('service-key', workspace.id, service),
      reader: key(
        'reader-key',
        workspace.id,
        service.filter((scope) => /\.(read|list|view)$/.test(scope)),
      ),
      keeper: key(
        'keeper-key',
        workspace.id,
        service.filter((scope) => scope.startsWith('workspace_user_api_keys.')),
      ),
      configurer: key(
        'configurer-key',
        workspace.id,
        service.filter((scope) => scope.startsWith('configs.')),
      ),
      developer: key('developer-key', workspace.id, ['completions.write', 'logs.list', 'logs.view']),
      lister: key('lister-key', workspace.id, ['logs.list', 'logs.read']),
      neighbour: key('neighbour-key', otherWorkspaceId, service),
      stranger: {
        kind: 'api-key',
        id: 'stranger',
        type: 'organisation-service',
        organisationId: otherOrganisationId,
        workspaceId: null,
        scopes: admin,
      },
      ...person,
      rivalOwner: sessionOf({ organisationId: otherOrganisationId, id: 'rivalOwner', role: 'owner', workspace: null }),
    },
    context,
    published: () => published,
    audits: () => records.within(organisation.id, async (tx) => (await tx.audit.list({}, LATEST)).rows),
    logRows,
    logFilters,
    bodies,
    spent,
    usageSteps,
  };
}

interface Person {
  organisationId: OrganisationId;
  id: string;
  role: OrganisationRole;
  workspace: { id: WorkspaceId; role: WorkspaceRole } | null;
}

/** Their ids are their names. */
async function insertPeople(
  records: Records,
  organisationId: OrganisationId,
  workspaceId: WorkspaceId,
): Promise<Record<string, Principal>> {
  const inWorkspace = (role: WorkspaceRole) => ({ id: workspaceId, role });
  const people: Person[] = [
    { organisationId, id: 'owner', role: 'owner', workspace: null },
    { organisationId, id: 'orgAdmin', role: 'admin', workspace: null },
    { organisationId, id: 'wsAdmin', role: 'member', workspace: inWorkspace('admin') },
    { organisationId, id: 'manager', role: 'member', workspace: inWorkspace('manager') },
    { organisationId, id: 'member', role: 'member', workspace: inWorkspace('member') },
    { organisationId, id: 'bystander', role: 'member', workspace: null },
  ];
  for (const person of people) await insertPerson(records, person);
  return Object.fromEntries(people.map((person) => [person.id, sessionOf(person)]));
}

function insertPerson(records: Records, { organisationId, id, role, workspace }: Person): Promise<void> {
  const times = { createdAt: 1, lastUpdatedAt: 1 };
  const names = { email: `${id.toLowerCase()}@example.com`, firstName: id, lastName: '' };
  return records.within(organisationId, async (tx) => {
    await tx.users.insert({ id, organisationId, role, status: 'active', ...names, ...times });
    if (workspace === null) return;
    await tx.members.put({ organisationId, workspaceId: workspace.id, userId: id, role: workspace.role, ...times });
  });
}

function sessionOf({ organisationId, id, role, workspace }: Person): Principal {
  const frame = { kind: 'session', sessionId: `session of ${id}`, toggles: DEFAULT_TOGGLES } as const;
  return { ...frame, userId: id, organisationId, organisationRole: role, workspace };
}

/** More than any test writes. */
const LATEST = { currentPage: 0, pageSize: 1000 };

/** As an engine does that finds two transactions in each other's way: each is undone once, and run again. */
function runningTwice(records: Records): Records {
  const undone = new Error('to be run again');
  const twice =
    <Tx>(run: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>) =>
    async <Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> => {
      const first = run(async (tx: Tx) => {
        await work(tx);
        throw undone;
      });
      await first.catch((error: unknown) => {
        if (error !== undone) throw error;
      });
      return run(work);
    };
  return {
    ...records,
    within: (tenant, work) => twice<TenantRecords>((run) => records.within(tenant, run))(work),
    system: (work) => twice<SystemRecords>((run) => records.system(run))(work),
  };
}

/** Knows one request of one user; keeps the scopes that it was asked with. */
function fakeAnalytics(asked: LogFilter[], steps: UsageStep[]): Analytics {
  return {
    usage: async (_, scope) => {
      asked.push(scope);
      return { asOf: scope.to, isWhole: true, steps };
    },
    graph: async (name, scope) => {
      asked.push(scope);
      const figures = { total: 20_000_000, avg: null, hits: 1, requests: 2, [name]: 1 };
      return { asOf: scope.to, bucketMs: 60_000, summary: figures, points: [{ timestamp: scope.from, figures }] };
    },
    group: async ({ by, measures }, scope) => {
      asked.push(scope);
      const figures = Object.fromEntries(measures.map((name) => [name, 10_000_000]));
      return { asOf: scope.to, total: 1, groups: [{ key: `=${by}, "quoted"`, figures }] };
    },
    rated: async ({ by, ratings }, scope) => {
      asked.push(scope);
      const sum = ratings.reduce((total, rating) => total + rating.sum, 0);
      const count = ratings.reduce((total, rating) => total + rating.count, 0);
      return count === 0 ? [] : [{ key: `=${by}, "quoted"`, requests: 3, ratings: count, average: sum / count }];
    },
    series: async ({ by }, scope) => {
      asked.push(scope);
      return {
        asOf: scope.to,
        bucketMs: 60_000,
        timestamps: [scope.from],
        series: [{ key: by, isRest: false, values: [1] }],
      };
    },
  };
}

function fakeLog(rows: LogRow[], filters: LogFilter[]): LogReader {
  const isOf = (row: LogRow, tenant: Pick<LogFilter, 'organisationId' | 'workspaceId'>): boolean =>
    row.organisation_id === tenant.organisationId &&
    (tenant.workspaceId === undefined || row.workspace_id === tenant.workspaceId);
  return {
    list: async (filter, { limit, cursor = '0' }) => {
      filters.push(filter);
      const isWanted = (row: LogRow) => isOf(row, filter) && (filter.apiKeyIds?.includes(row.api_key_id) ?? true);
      const [from, wanted] = [Number(cursor), rows.filter(isWanted)];
      const nextCursor = from + limit < wanted.length ? String(from + limit) : null;
      return { asOf: 0, rows: wanted.slice(from, from + limit), nextCursor };
    },
    get: async (tenant, id) => rows.find((row) => row.id === id && isOf(row, tenant)) ?? null,
  };
}

function fakeBodies(bodies: Map<string, string>): BodyArchive {
  return {
    store: async () => '',
    read: async (ref) => {
      const body = bodies.get(ref);
      return body === undefined ? null : Buffer.from(body);
    },
    stats: () => ({ receivedBytes: 0, uniqueBytes: 0, writtenBytes: 0 }),
  };
}
