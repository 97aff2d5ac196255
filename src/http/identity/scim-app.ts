/** SCIM 2.0 (RFC 7644): how a directory creates, changes and removes people and groups. `/scim/v2/…`, and `/v1/scim/…` as published. */
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ControlContext } from '../../control/context.ts';
import type { Principal } from '../../control/principal.ts';
import {
  createScimGroup,
  deleteScimGroup,
  getScimGroup,
  listScimGroups,
  patchScimGroup,
  replaceScimGroup,
} from '../../control/scim/groups.ts';
import { isObject, type Resource } from '../../control/scim/resource.ts';
import { ScimError } from '../../control/scim/scim-error.ts';
import {
  createScimUser,
  deleteScimUser,
  getScimUser,
  listScimUsers,
  patchScimUser,
  replaceScimUser,
} from '../../control/scim/users.ts';
import { SCIM_BASE, type Found, type Listing } from '../../control/scim/view.ts';
import { audit, change } from '../../control/transaction.ts';
import { GatewayError, toGatewayError } from '../../kernel/errors.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import { readBytes } from '../admin/read-input.ts';
import { requestFacts, withRequestId, type AppContext, type AppEnvironment } from '../admin/request-facts.ts';
import { turnAway } from '../turn-away.ts';
import type { IdentityDoors } from './identity-app.ts';
import { RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER } from './scim-description.ts';

export interface ScimDoors extends Pick<IdentityDoors, 'newId' | 'logger' | 'turnedAway' | 'limits' | 'visitors'> {
  control: (principal: Principal) => ControlContext;
}

const PUBLISHED_BASE = /^\/v1\/scim\/(?=Users|Groups|ServiceProviderConfig|ResourceTypes|Schemas)/;

export const isScimPath = (path: string): boolean => path.startsWith(`${SCIM_BASE}/`) || PUBLISHED_BASE.test(path);

/** Of the directory that asks. Throws GatewayError. */
type Identify = (c: AppContext) => Promise<ControlContext>;

export function createScimApp(doors: ScimDoors): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>({
    getPath: (request) => new URL(request.url).pathname.replace(PUBLISHED_BASE, `${SCIM_BASE}/`),
  }).basePath(SCIM_BASE);
  app.use('*', withRequestId(doors.newId));
  const known = new WeakMap<Request, ControlContext>();
  const as: Identify = async (c) => {
    const context = await identify(doors, c);
    known.set(c.req.raw, context);
    return context;
  };
  const describe = (path: string, answer: (c: AppContext) => object): void => {
    app.get(path, async (c) => {
      await as(c);
      return scim(c, answer(c));
    });
    app.all(path, async (c) => {
      await as(c);
      throw new ScimError(405, null, `${c.req.method} is not for this endpoint.`);
    });
  };
  describe('/ServiceProviderConfig', () => SERVICE_PROVIDER);
  describe('/ResourceTypes', () => list({ total: RESOURCE_TYPES.length, resources: RESOURCE_TYPES }, 1));
  describe('/ResourceTypes/:id', (c) => oneOf(RESOURCE_TYPES, c.req.param('id') ?? ''));
  describe('/Schemas', () => list({ total: SCHEMAS.length, resources: SCHEMAS }, 1));
  describe('/Schemas/:id', (c) => oneOf(SCHEMAS, c.req.param('id') ?? ''));
  serveSearch({ app, as }, { Users: listUsers, Groups: listGroups });
  const users = { create: createScimUser, get: getScimUser, replace: replaceScimUser, patch: patchScimUser };
  serve({ app, as, kind: 'Users' }, { ...users, remove: deleteScimUser, list: listUsers });
  const groups = { create: createScimGroup, get: getScimGroup, replace: replaceScimGroup, patch: patchScimGroup };
  serve({ app, as, kind: 'Groups' }, { ...groups, remove: deleteScimGroup, list: listGroups });
  app.notFound((c) => scimError(c, new ScimError(404, null, 'There is no such endpoint.')));
  app.onError(async (thrown, c) => {
    const context = known.get(c.req.raw);
    if (context !== undefined && thrown instanceof ScimError) await auditRefusal(context, c, thrown);
    return refuse(doors, c, thrown);
  });
  return app;
}

const listUsers: Verbs['list'] = (context, found) => listScimUsers(context, found);
const listGroups: Verbs['list'] = (context, found, leftOut) =>
  listScimGroups(context, { ...found, withMembers: !leftOut.has('members') });

/** Every token that is not known is counted for its address. Throws GatewayError. */
async function identify(doors: ScimDoors, c: AppContext): Promise<ControlContext> {
  const [, token] = /^bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const visitor = doors.control({ kind: 'visitor' });
  const found =
    token === undefined ? null : await visitor.records.system(({ signIn }) => signIn.findScimToken(hashKey(token)));
  if (found === null) {
    throw turnAway(
      new GatewayError('sign_in_failed', 'The token of this directory is not known.'),
      c.env.incoming,
      doors,
    );
  }
  const { id, organisationId } = found;
  const request = requestFacts(c, { known: visitor.knownSecrets(), visitors: doors.visitors });
  return { ...doors.control({ kind: 'directory', id, organisationId }), request };
}

interface Verbs {
  create: (context: ControlContext, body: Resource) => Promise<Resource>;
  get: (context: ControlContext, id: string) => Promise<Resource>;
  replace: (context: ControlContext, id: string, body: Resource) => Promise<Resource>;
  patch: (context: ControlContext, id: string, body: Resource) => Promise<Resource>;
  remove: (context: ControlContext, id: string) => Promise<void>;
  /** `leftOut`: attributes that nobody wants to see, in lower case. */
  list: (context: ControlContext, found: Found, leftOut: ReadonlySet<string>) => Promise<Listing>;
}

/** RFC 7644 §3.4.3: a query as a body, over people, groups, or both. */
function serveSearch({ app, as }: Pick<Served, 'app' | 'as'>, all: Readonly<Record<string, Verbs['list']>>): void {
  for (const path of ['/.search', ...Object.keys(all).map((kind) => `/${kind}/.search`)]) {
    const searched = Object.entries(all).filter(([kind]) => path === '/.search' || path === `/${kind}/.search`);
    app.post(path, async (c) => {
      const context = await as(c);
      const asked = readSearch(await readBody(c));
      const { offset, limit } = asked.page;
      const found: Listing = { total: 0, resources: [] };
      for (const [, verb] of searched) {
        const page = { offset: Math.max(0, offset - found.total), limit: limit - found.resources.length };
        const { total, resources } = await verb(context, { filter: asked.filter, page }, asked.leftOut);
        found.total += total;
        found.resources.push(...resources.map((resource) => projected(resource, asked)));
      }
      return scim(c, list(found, offset + 1));
    });
  }
}

function readSearch(body: Resource): Found & Projection {
  const texts = (value: unknown): string[] =>
    (Array.isArray(value) ? (value as unknown[]) : []).filter((one) => typeof one === 'string');
  const { filter, startIndex, count, attributes, excludedAttributes } = body;
  const start = typeof startIndex === 'number' && startIndex > 1 ? Math.floor(startIndex) : 1;
  const limit = typeof count === 'number' ? Math.min(MAX_COUNT, Math.max(0, Math.floor(count))) : 100;
  return {
    filter: typeof filter === 'string' && filter !== '' ? filter : null,
    page: { offset: start - 1, limit },
    wanted: namesIn(texts(attributes).join(',')),
    leftOut: namesIn(texts(excludedAttributes).join(',')),
  };
}

interface Served {
  app: Hono<AppEnvironment>;
  as: Identify;
  kind: 'Users' | 'Groups';
}

function serve({ app, as, kind }: Served, verbs: Verbs): void {
  app.get(`/${kind}`, async (c) => {
    const { start, found } = readQuery(c);
    const { total, resources } = await verbs.list(await as(c), found, leftOutOf(c));
    return scim(c, list({ total, resources: resources.map((resource) => project(c, resource)) }, start));
  });
  app.post(`/${kind}`, async (c) => {
    const made = await verbs.create(await as(c), await readBody(c));
    c.header('location', locationOf(made));
    return scim(c, project(c, made), 201);
  });
  const one = `/${kind}/:id` as const;
  app.get(one, async (c) => scim(c, project(c, await verbs.get(await as(c), c.req.param('id')))));
  app.put(one, async (c) =>
    scim(c, project(c, await verbs.replace(await as(c), c.req.param('id'), await readBody(c)))),
  );
  app.patch(one, async (c) =>
    scim(c, project(c, await verbs.patch(await as(c), c.req.param('id'), await readBody(c)))),
  );
  app.delete(one, async (c) => {
    await verbs.remove(await as(c), c.req.param('id'));
    return c.body(null, 204);
  });
}

const locationOf = ({ meta }: Resource): string => (isObject(meta) ? String(meta['location']) : '');

const MAX_COUNT = 1000;

/** `startIndex` counts from 1, and a page begins where it says: others than whole pages are cut out of larger ones. */
function readQuery(c: AppContext): { start: number; found: Found } {
  const number = (name: string, otherwise: number): number => {
    const value = Number(c.req.query(name) ?? otherwise);
    return Number.isInteger(value) ? value : otherwise;
  };
  const start = Math.max(1, number('startIndex', 1));
  const pageSize = Math.min(MAX_COUNT, Math.max(0, number('count', 100)));
  const filter = c.req.query('filter') ?? null;
  return { start, found: { filter, page: { offset: start - 1, limit: pageSize } } };
}

const namesIn = (text: string | undefined): Set<string> =>
  new Set(
    (text ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  );

const leftOutOf = (c: AppContext): Set<string> => namesIn(c.req.query('excludedAttributes'));

interface Projection {
  /** In lower case; none = all. */
  wanted: ReadonlySet<string>;
  leftOut: ReadonlySet<string>;
}

const project = (c: AppContext, resource: Resource): Resource =>
  projected(resource, { wanted: namesIn(c.req.query('attributes')), leftOut: leftOutOf(c) });

/** RFC 7644 §3.9. What every resource must have stays. */
function projected(resource: Resource, { wanted, leftOut }: Projection): Resource {
  if (wanted.size === 0 && leftOut.size === 0) return resource;
  const isKept = (name: string): boolean => {
    const lower = name.toLowerCase();
    if (lower === 'id' || lower === 'schemas' || lower === 'meta') return true;
    if (wanted.size === 0) return !leftOut.has(lower);
    return [...wanted].some((one) => one === lower || one.startsWith(`${lower}.`) || one.endsWith(`:${lower}`));
  };
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isKept(name)));
}

const list = ({ total, resources }: { total: number; resources: readonly object[] }, start: number): object => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: total,
  startIndex: start,
  itemsPerPage: resources.length,
  Resources: resources,
});

function oneOf<Described extends { id: string }>(all: readonly Described[], id: string): Described {
  const found = all.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new ScimError(404, null, `There is no "${id.slice(0, 200)}".`);
  return found;
}

async function readBody(c: AppContext): Promise<Resource> {
  const bytes = await readBytes(c.req.raw.body);
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ScimError(400, 'invalidSyntax', 'The body is not valid JSON.');
  }
  if (isObject(body)) return body;
  throw new ScimError(400, 'invalidSyntax', 'The body must be a JSON object.');
}

function scim(c: AppContext, body: object, status = 200) {
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, { 'content-type': 'application/scim+json' });
}

function scimError(c: AppContext, { status, scimType, message }: ScimError) {
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType === null ? {} : { scimType }),
    detail: message,
  };
  return scim(c, body, status);
}

/** What a directory wanted to change and may not, is in the trail beside what it changed. */
async function auditRefusal(context: ControlContext, c: AppContext, { status, message }: ScimError): Promise<void> {
  const { method, path } = c.req;
  if (method === 'GET' || path.endsWith('/.search')) return;
  const [, kind, id = ''] = /\/(Users|Groups)(?:\/([^/]+))?$/.exec(path) ?? [];
  await change(context, (tx) =>
    audit(context, tx, {
      action: `${kind === 'Groups' ? 'scim_group' : 'user'}.refuse`,
      subject: { id, organisationId: tx.organisationId, workspaceId: null },
      after: { method, detail: message },
      status,
    }),
  );
}

function refuse({ logger }: ScimDoors, c: AppContext, thrown: unknown) {
  if (thrown instanceof ScimError) {
    logger.info('A directory was refused.', { id: c.get('id'), status: thrown.status, detail: thrown.message });
    return scimError(c, thrown);
  }
  const error = toGatewayError(thrown);
  if (error.retryAfter !== undefined) c.header('retry-after', String(error.retryAfter));
  if (error.status >= 500)
    logger.error('A request of a directory failed.', { id: c.get('id'), error: error.cause ?? error });
  return scimError(c, new ScimError(error.status, null, error.message));
}
