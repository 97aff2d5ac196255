/** Runs tables of admin API calls: who, what, which status, what must and must not come back, which audit rows. */
import { NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { World } from '../../control/control.suite.ts';
import { openWorld, PRIVATE_KEY_MARK, SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import type { Principal } from '../../control/principal.ts';
import type { TurnedAway } from '../../observe/turned-away.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { SessionRequest } from '../dashboard/session-cookie.ts';
import { NO_LIMITS } from '../../../testkit/no-limits.ts';
import { createAdminApp, type AdminApp } from './app.ts';
import { createVisitors } from '../visitor.ts';

export interface Scenario {
  /** What goes right or wrong. */
  name: string;
  /** One of the world's actors. */
  as: string;
  /** `POST /configs`. In it, in `body` and in `contains` a `{name}` is replaced by what `before` remembered. */
  call: string;
  body?: unknown;
  status: number;
  contains?: string[];
  lacks?: string[];
  /** Actions of the audit rows that the call wrote; a call that changes nothing writes none. */
  audit?: string[];
  /** Changes that were announced, each live when the answer is there. Absent = one where there are audit rows. */
  announced?: number;
}

/** Answers of the calls that a table's `before` makes. */
export type Remember = (name: string, value: string) => void;

export interface Caller {
  world: World;
  send: (as: string, call: string, body?: unknown) => Promise<{ status: number; text: string }>;
  /** Reason and address of each caller that nobody knows. */
  strangers: string[];
  app: AdminApp;
  turnedAway: TurnedAway;
}

const FROM = { remoteAddress: '10.0.0.9' } as Socket;

export async function openAdmin(): Promise<Caller> {
  const world = await openWorld();
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const identify = async ({ header }: SessionRequest): Promise<Principal> => {
    const principal = world.actors[header('x-portkey-api-key') ?? ''];
    if (!principal) throw new GatewayError('invalid_api_key', 'Invalid API key');
    return principal;
  };
  const strangers: string[] = [];
  const turnedAway: TurnedAway = { count: (reason, { address }) => void strangers.push(`${reason} from ${address}`) };
  const app = createAdminApp({
    nextTurn: () => Promise.resolve(),
    context: world.context,
    identify,
    logger: silent,
    newId: () => 'req_1',
    turnedAway,
    visitors: createVisitors([]),
    limits: NO_LIMITS,
    knownKeys: () => NOTHING_KNOWN,
  });
  return {
    world,
    strangers,
    app,
    turnedAway,
    async send(as, call, body) {
      const [method = '', path = ''] = call.split(' ');
      const headers = { 'x-portkey-api-key': as };
      const init = { method, headers, ...(body === undefined ? {} : { body: textOf(body) }) };
      const answer = await app.request(`/v1${path}`, init, { incoming: { socket: FROM, headers } });
      return { status: answer.status, text: await answer.text() };
    },
  };
}

/** Text goes as it is. */
const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** What most tables begin with: a Vertex integration with its provider, a config that uses it. */
export async function seed({ send }: Caller): Promise<void> {
  const made = [
    await send('admin', 'POST /integrations', {
      name: 'Vertex production',
      slug: 'vertex-prod',
      ai_provider_id: 'vertex-ai',
      configurations: { vertex_region: 'us-east5', vertex_service_account_json: SERVICE_ACCOUNT },
    }),
    await send('admin', 'POST /configs', { name: 'Main', slug: 'pc-main', config: { provider: '@vertex-prod' } }),
  ];
  expect(made.map(({ status }) => status)).toEqual([200, 200]);
}

/** One fresh world per row. */
export function describeScenarios(
  title: string,
  rows: readonly Scenario[],
  before: (caller: Caller, remember: Remember) => Promise<void> = seed,
): void {
  describe(title, () => {
    it.each(rows)('$name', async (row) => {
      const caller = await openAdmin();
      const names = new Map<string, string>();
      await before(caller, (name, value) => names.set(name, value));
      const seeded = new Set((await caller.world.audits()).map(({ id }) => id));
      const published = caller.world.published();

      const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => names.get(name) ?? whole);
      const body = row.body === undefined ? undefined : filled(textOf(row.body));
      const answer = await caller.send(row.as, filled(row.call), body);
      const audits = (await caller.world.audits()).filter(({ id }) => !seeded.has(id));

      expect({ status: answer.status, text: answer.text }).toMatchObject({ status: row.status });
      for (const text of row.contains ?? []) expect(answer.text).toContain(filled(text));
      for (const text of row.lacks ?? []) expect(answer.text).not.toContain(text);
      const done = audits.filter((event) => event.status === 200);
      expect(done.map(({ action }) => action).sort()).toEqual((row.audit ?? []).toSorted());
      const refused = audits.filter((event) => event.status !== 200);
      // A power that is missing leaves one row; another refusal one at most.
      expect(refused.map(({ status }) => status)).toEqual(refused.length === 0 ? [] : [row.status]);
      if (row.status === 403) expect(refused).toHaveLength(1);
      // A change is live when the answer is there; what changed nothing troubles nobody.
      expect(caller.world.published() - published).toBe(done.length === 0 ? 0 : (row.announced ?? 1));
      expect(answer.text + JSON.stringify(audits)).not.toContain(PRIVATE_KEY_MARK);
      await caller.world.records.close();
    });
  });
}
