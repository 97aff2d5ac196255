/**
 * Callers at limits of every kind, over virtual time: random costs, hang-ups, retries, fallbacks, failures and clocks that are
 * set, through the whole data plane. Says which limits were overrun, which holds were left, and what the log does not explain.
 */
import { priceOf } from '../../src/catalog/price-book.ts';
import { messages } from '../../src/gateway/endpoints/messages.ts';
import { createSpending } from '../../src/gateway/limits/spending.ts';
import { createMemoryRates } from '../../src/storage/rates/memory.ts';
import { createWaiting } from '../../src/gateway/limits/waiting.ts';
import { handle } from '../../src/gateway/pipeline.ts';
import { createHeartbeat } from '../../src/gateway/relay/heartbeat.ts';
import { compileLimits } from '../../src/routing/compiled-limits.ts';
import type { OrganisationId } from '../../src/kernel/ids.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { GatewayDeps } from '../../src/gateway/dependencies.ts';
import type { LogRow } from '../../src/storage/ports/log.ts';
import type { Ledger, Used } from '../../src/storage/ports/ledger.ts';
import type { Budget, LimitOwnerKind } from '../../src/storage/ports/records/limits.ts';
import { FakeClient } from '../../testkit/fake-client.ts';
import { gatewayInMemory, to } from '../../testkit/gateway-in-memory.ts';
import { seeded, type Chance } from './random.ts';
import { simulatedTransport, type AnswerPlan, type AskedBody } from './upstream.ts';
import { virtualTime, type VirtualTime } from './virtual-time.ts';
import { watch, type Watched } from './watch.ts';

export interface SimulationOptions {
  seed: number;
  callers: number;
  /** Requests of all callers together. */
  requests: number;
  budgets: readonly SimulatedBudget[];
  traffic: Traffic;
  openLedger(clock: Clock): Promise<Ledger>;
  /** ms since the epoch, to go on where a killed one stopped. */
  startAt?: number;
  /** Called once a settlement is on disk. */
  onSettled?: (id: string, used: Used, now: number) => void;
  /** Clocks are set, and callers hang up. */
  isRough: boolean;
  /** Looked at after each request: true ends all callers. `spent` is by account. */
  isOver?: (seen: Seen, spent: () => ReadonlyMap<string, number>) => boolean;
}

export interface SimulatedBudget extends Budget {
  owner: LimitOwnerKind;
  /** Of a key or workspace: `one` or `two`; of a provider: its slug, in both. */
  of: string;
}

export interface Traffic {
  /** `conversation`: what the caller has kept of its last request, to go on with. */
  body(chance: Chance, conversation: Conversation): SimulatedBody;
  answer(chance: Chance, asked: AskedBody): AnswerPlan;
  /** ms between an answer and the next request of the same caller. */
  pauseMs(chance: Chance): number;
}

export interface SimulatedBody {
  maxTokens: number;
  stream: boolean;
  config: unknown;
  /** Bytes of the system prompt and the tools, 0 = none, and those of each turn. */
  prompt: number;
  turns: readonly number[];
  writesCache: boolean;
}

export interface Conversation {
  prompt: number;
  turns: number[];
}

export interface Seen {
  answered: number;
  refused: number;
  /** Streams that a budget ended. */
  cut: number;
  failed: number;
  hungUp: number;
}

export interface Outcome extends Seen {
  overruns: readonly string[];
  /** Amounts that are still held when everything has ended. */
  leaked: number;
  /** What the ledger has spent and no log row explains, and the other way round; and what its own books do not. */
  unexplained: number;
  watched: Watched;
  /** By account, over all windows. */
  spent: ReadonlyMap<string, number>;
  /** What the log says that each account has spent. */
  explained: ReadonlyMap<string, number>;
  endedAt: number;
}

const START = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;

export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const world = await openWorld(options);
  const { time, seen, watched, ledger, rows } = world;
  let running = options.callers;
  for (let caller = 0; caller < options.callers; caller += 1) {
    void call(world, seeded(options.seed * 1000 + caller + 1)).finally(() => {
      running -= 1;
    });
  }
  await time.run(() => running === 0);
  await ledger.reconcile();
  const spent = watched.spent();
  const explained = explainedBy(rows, world.owners);
  let unexplained = (await ledger.reconcile()).unexplained;
  for (const [account, amount] of spent) {
    unexplained += Math.abs(amount - (explained.get(account) ?? 0));
  }
  const leaked = watched.accounts().reduce((sum, account) => sum + ledger.balance(account).held, 0);
  return { ...seen, overruns: watched.overruns, leaked, unexplained, watched, spent, explained, endedAt: time.now() };
}

interface World {
  options: SimulationOptions;
  time: VirtualTime;
  deps: GatewayDeps;
  gateway: ReturnType<typeof gatewayInMemory>;
  ledger: Ledger;
  watched: Watched;
  rows: LogRow[];
  seen: Seen;
  owners: Map<string, SimulatedBudget>;
  asked: number;
}

async function openWorld(options: SimulationOptions): Promise<World> {
  const time = virtualTime(options.startAt ?? START);
  const gateway = gatewayInMemory();
  const ledger = await options.openLedger(time);
  const watched = watch({
    ledger,
    outside: (work) => time.outside(work),
    onSettled: (id, used) => options.onSettled?.(id, used, time.now()),
  });
  const rows: LogRow[] = [];
  const chance = seeded(options.seed);
  let ids = 0;
  const heartbeat = createHeartbeat({ elapsed: time.elapsed, every: (ms, beat) => every(time, ms, beat) });
  const deps: GatewayDeps = {
    ...gateway.deps,
    clock: time,
    heartbeat,
    random: chance,
    newSpanId: () => `${options.seed}-${(ids += 1)}`,
    pause: async (ms, client) => {
      await time.pause(ms);
      return !client.isClosed;
    },
    transport: simulatedTransport({ time, chance, plan: (asked) => options.traffic.answer(chance, asked) }),
    spending: createSpending({
      ledger: watched.ledger,
      rates: createMemoryRates({ elapsed: time.elapsed }),
      elapsed: { elapsed: time.elapsed }.elapsed,
      waiting: createWaiting(),
      calendar: { zone: 'UTC', weekStart: 'monday' },
    }),
    catalog: { ...gateway.deps.catalog, factsFor: () => ({ maxOutputTokens: 64_000 }) as never, priceOf },
    log: { append: async (row: LogRow) => void rows.push(row) },
    // These upstreams count no tokens.
    handleOwn: () => Promise.resolve(),
  };
  const seen = { answered: 0, refused: 0, cut: 0, failed: 0, hungUp: 0 };
  const owners = new Map(options.budgets.map((budget) => [accountOf(budget), budget]));
  setLimits(gateway, options.budgets);
  if (options.isRough) scheduleClockSteps(time, chance);
  return { options, time, deps, gateway, ledger, watched, rows, seen, owners, asked: 0 };
}

function every(time: VirtualTime, ms: number, beat: () => void): () => void {
  let isStopped = false;
  const again = (): void => {
    if (isStopped) return;
    beat();
    time.after(ms, again);
  };
  time.after(ms, again);
  return () => {
    isStopped = true;
  };
}

/** Across resets, and back. */
function scheduleClockSteps(time: VirtualTime, chance: Chance): void {
  const step = (): void => {
    time.stepWall(chance() < 0.3 ? -chance.whole(1, 36) * 3_600_000 : chance.whole(1, 9) * (DAY_MS / 2));
    time.after(chance.between(20_000, 120_000), step);
  };
  time.after(30_000, step);
}

export const accountOf = ({ owner, of, unit }: SimulatedBudget): string => `${owner}:${of}:${unit}`;

function setLimits({ snapshot }: ReturnType<typeof gatewayInMemory>, budgets: readonly SimulatedBudget[]): void {
  const limitsOf = (owner: LimitOwnerKind, of: string) =>
    compileLimits(
      {
        ownerKind: owner,
        ownerId: of,
        organisationId: 'o' as OrganisationId,
        budgets: budgets.filter((budget) => budget.owner === owner && budget.of === of),
        rates: [],
      },
      of,
    );
  for (const key of snapshot.keys.values()) {
    Object.assign(key, { limits: limitsOf('api_key', key.id.replace('key-', '')) });
  }
  for (const workspace of snapshot.workspaces.values()) {
    Object.assign(workspace, { limits: limitsOf('workspace', workspace.slug) });
    for (const [slug, provider] of workspace.providers) Object.assign(provider, { limits: limitsOf('provider', slug) });
  }
}

/** One caller: one request after another. */
async function call(world: World, chance: Chance): Promise<void> {
  const { options, time, seen, watched } = world;
  await time.pause(chance.between(0, 3000));
  const conversation: Conversation = { prompt: 0, turns: [] };
  while (world.asked < options.requests && options.isOver?.(seen, () => watched.spent()) !== true) {
    world.asked += 1;
    await ask(world, chance, options.traffic.body(chance, conversation));
    await time.pause(options.traffic.pauseMs(chance));
  }
}

async function ask(
  { options, time, deps, gateway, seen, asked }: World,
  chance: Chance,
  said: SimulatedBody,
): Promise<void> {
  const client = new FakeClient();
  client.body = bodyOf(said);
  if (options.isRough && chance() < 0.1) time.after(chance.between(10, 8000), () => client.destroy());
  await handle(
    {
      id: `req_${asked}`,
      arrivedAt: time.now(),
      arrivedElapsed: time.elapsed(),
      method: 'POST',
      url: '/v1/messages',
      pathname: '/v1/messages',
      route: { endpoint: messages, raw: null, notes: [] },
      headers: {
        authorization: `Bearer key-${chance.pick(['one', 'two'])}`,
        'x-portkey-config': JSON.stringify(said.config),
      },
      client,
      trace: { traceId: 't', spanId: 's', parentSpanId: null, spanName: 'llm' },
      snapshot: gateway.snapshot,
      notes: [],
    },
    deps,
  );
  count(client, seen);
}

/** Text that differs from turn to turn, and not from request to request. */
const textOf = (bytes: number, at: number): string =>
  `${at} `.repeat(Math.ceil(bytes / `${at} `.length)).slice(0, bytes);

function bodyOf({ maxTokens, stream, prompt, turns, writesCache }: SimulatedBody): Buffer {
  const said = turns.map((bytes, at) => {
    const text = textOf(bytes, at + 1);
    const isLast = at === turns.length - 1 && writesCache;
    const content = isLast ? [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] : text;
    return { role: at % 2 === 0 ? 'user' : 'assistant', content };
  });
  const body = { model: MODEL, max_tokens: maxTokens, messages: said };
  const asked = prompt === 0 ? body : { ...body, system: textOf(prompt, 0) };
  return Buffer.from(JSON.stringify(stream ? { ...asked, stream: true } : asked));
}

const MODEL = 'claude-sonnet-4-5@20250929';

function count({ isClosed, error, text, status }: FakeClient, seen: Seen): void {
  if (isClosed) seen.hungUp += 1;
  else if (error?.code.includes('budget') === true) seen.refused += 1;
  else if (error !== null) seen.failed += 1;
  else if (text.includes('limit of the')) seen.cut += 1;
  else if (status === 200) seen.answered += 1;
  else seen.failed += 1;
}

/** What the rows of the log say that each account has spent. */
function explainedBy(rows: readonly LogRow[], owners: ReadonlyMap<string, SimulatedBudget>): Map<string, number> {
  const explained = new Map<string, number>();
  for (const row of rows) {
    for (const attempt of row.attempts) {
      if (attempt.usage === null) continue;
      const tokens = Object.entries(attempt.usage).reduce(
        (sum, [meter, used]) => sum + (meter.endsWith('_tokens') && meter !== 'thinking_tokens' ? Number(used) : 0),
        0,
      );
      const amounts = { cost: attempt.cost_nano_usd ?? 0, tokens, requests: 1 };
      const workspace = row.api_key_id.replace('key-', '');
      for (const [account, { owner, of, unit }] of owners) {
        const isMeant = owner === 'provider' ? attempt.provider === of : of === workspace;
        if (isMeant) explained.set(account, (explained.get(account) ?? 0) + amounts[unit]);
      }
    }
  }
  return explained;
}

/** Targets in the order in which they are asked. */
export const fallback = (...slugs: string[]) => ({ strategy: { mode: 'fallback' }, targets: to(...slugs) });
