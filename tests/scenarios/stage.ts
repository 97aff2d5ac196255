/** Plays scenarios on one Tollgate before one fake Vertex and one fake Anthropic, many at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'vitest';
import { openSqliteRecords } from '../../src/storage/records/sqlite.ts';
import type { OrganisationId, WorkspaceId } from '../../src/kernel/ids.ts';
import { startFakeAnthropic } from '../../testkit/fake-anthropic.ts';
import type { FakeAnthropic } from '../../testkit/fake-anthropic.ts';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { MODEL, worldOf } from '../e2e/world.ts';
import type { Answered, World } from '../e2e/world.ts';
import { checkStep } from './check-step.ts';
import { TOKENS } from './scenario.ts';
import type { Behaviour, Scenario, Step, UpstreamName } from './scenario.ts';

/** A scenario, what keeps its session and question apart from all others, and its place among the upstreams. */
interface Casting {
  scenario: Scenario;
  name: string;
  /** Stands before the slugs of its providers; shared with others that play before or after it. */
  company: string;
  /** What the placeholders in braces stand for. */
  props: Props;
}

interface Props {
  vertex: FakeVertex;
  anthropic: FakeAnthropic;
  /** Set once it is made. */
  key: string;
}

export interface Stage {
  /** Plays one scenario and checks all that it expects. */
  play(scenario: Scenario): Promise<void>;
  close(): Promise<void>;
}

const NAMES: readonly UpstreamName[] = ['a', 'b', 'c', 'claude'];
/** As many sets of upstreams as scenarios may play at a time. */
const COMPANIES = Array.from({ length: 24 }, (_, index) => `p${index}`);
const SLUGS = COMPANIES.flatMap((company) => NAMES.map((name) => ({ name, slug: `${company}-${name}` })));
const OTHER_KEY = 'tg-other-key-of-the-same-workspace-0123456789';
const NEIGHBOURS_KEY = 'tg-key-of-the-workspace-next-door-0123456789';
const NEIGHBOUR = 'ws-neighbour';
const KEYS = { other: OTHER_KEY, neighbour: NEIGHBOURS_KEY };

/** `env` is Tollgate's, as to choose its engines. */
export async function openStage(scenarios: readonly Scenario[], env: Record<string, string> = {}): Promise<Stage> {
  const vertex = await startFakeVertex({ projects: ['acme-prod', ...SLUGS.map(({ slug }) => slug)] });
  const anthropic = await startFakeAnthropic();
  const props: Props = { vertex, anthropic, key: '' };
  const castings = new Map(scenarios.map((scenario, index) => [scenario, cast(scenario, index, props)]));
  const dataDir = await twoWorkspaces();
  const tollgate = await startTollgate({
    dataDir,
    env,
    declaration: declare([...castings.values()], vertex, anthropic),
  });
  const world = worldOf(vertex, tollgate, await tollgate.setUpVertex(vertex));
  props.key = world.key;
  const scripts = new Map<string, () => Answer>();
  const turns = new Map<string, Promise<void>>();
  vertex.onMessages(({ project }) => scripts.get(project)?.() ?? wellFrom('nobody'));
  vertex.onEmbeddings(({ project }) => {
    const scripted = scripts.get(project)?.();
    // The fake makes vectors by itself; what a scenario scripts is how that goes wrong.
    return scripted === undefined || scripted.kind === 'message' ? null : scripted;
  });
  anthropic.onMessages(({ call }) => scripts.get(keyOf(call))?.() ?? wellFrom('nobody'));
  const callsTo = (slug: string): UpstreamCall[] => {
    const atVertex = vertex.calls.filter((call) => call.path.includes(`/projects/${slug}/`));
    return [...atVertex, ...anthropic.calls.filter((call) => keyOf(call) === slug)];
  };
  const play = async (casting: Casting): Promise<void> => {
    const { scenario, company } = casting;
    for (const name of NAMES) {
      scripts.set(`${company}-${name}`, scriptOf(scenario.upstreams?.[name] ?? 'well', name));
    }
    const playing = { casting, world, callsOf: (name: UpstreamName) => callsTo(`${company}-${name}`) };
    const steps = 'steps' in scenario ? scenario.steps : [scenario];
    for (const [index, step] of steps.entries()) await playStep(playing, step, index);
  };
  return {
    play(scenario) {
      const casting = castings.get(scenario);
      if (casting === undefined) throw new Error('This scenario has no part in the play.');
      const before = turns.get(casting.company) ?? Promise.resolve();
      const played = before.then(() => play(casting));
      turns.set(
        casting.company,
        played.catch(() => undefined),
      );
      return played;
    },
    async close() {
      const leaks = anthropic.calls.filter(({ rawHeaders }) => rawHeaders.some((header) => header.includes(props.key)));
      expect(leaks, 'gateway keys that went upstream').toEqual([]);
      await anthropic.close();
      await world.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A data folder with the organisation, its default workspace and the one next door, which no API makes yet. */
async function twoWorkspaces(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-stage-'));
  const records = await openSqliteRecords({ path: join(dataDir, 'records.sqlite') });
  const organisationId = 'organisation' as OrganisationId;
  await records.system(async (system) => {
    await system.organisations.insert({ id: organisationId, name: 'Stage', createdAt: 1 });
    const tx = system.of(organisationId);
    for (const [slug, isDefault] of [
      ['ws-stage', true],
      [NEIGHBOUR, false],
    ] as const) {
      await tx.workspaces.insert({
        id: slug as WorkspaceId,
        organisationId,
        slug,
        name: slug,
        description: null,
        isDefault,
        defaults: { metadata: {} },
        status: 'active',
        createdAt: 1,
        lastUpdatedAt: 1,
      });
    }
  });
  await records.close();
  return dataDir;
}

function cast(scenario: Scenario, index: number, props: Props): Casting {
  return { scenario, name: `s${index}`, company: COMPANIES[index % COMPANIES.length] ?? '', props };
}

/** A saved key is not its slug: what a row says of the provider would be masked with the key. */
const KEY = 'sk-';
const keyOf = (call: UpstreamCall): string => String(call.headers['x-api-key']).replace(KEY, '');

/** All providers and saved configs at once, as a declarative file: YAML is a superset of JSON. */
function declare(castings: readonly Casting[], vertex: FakeVertex, anthropic: FakeAnthropic): string {
  const integrations = SLUGS.map(({ name, slug }) =>
    name === 'claude'
      ? {
          name: slug,
          slug,
          ai_provider_id: 'anthropic',
          key: KEY + slug,
          configurations: { custom_host: anthropic.url },
        }
      : {
          name: slug,
          slug,
          ai_provider_id: 'vertex-ai',
          configurations: {
            vertex_region: 'us-east5',
            vertex_service_account_json: { ...vertex.serviceAccount, project_id: slug },
            custom_host: vertex.url,
          },
        },
  );
  const configs = castings
    .filter(({ scenario }) => scenario.saved === true)
    .map((casting) => ({
      name: casting.name,
      slug: `pc-${casting.name}`,
      config: JSON.parse(configText(casting)) as unknown,
    }));
  const providers = SLUGS.map(({ slug }) => ({ name: slug, slug, integration_id: slug, workspace_id: NEIGHBOUR }));
  const scopes = ['completions.write'];
  const api_keys = [
    { name: 'other', key: OTHER_KEY, scopes },
    { name: 'neighbour', key: NEIGHBOURS_KEY, scopes, workspace_id: NEIGHBOUR },
  ];
  return JSON.stringify({ integrations, providers, configs, api_keys });
}

/** `@a` as a whole word in any text of the scenario, or `%a` as the name of a virtual key or as a key. */
const PLACEHOLDER = /@(a|b|c|claude)(?![\w-])|(?<="(?:virtual_key|api_key)":"|^|Bearer )%(a|b|c|claude)/g;

function named({ company, props }: Casting, words: string): string {
  const { vertex, anthropic, key } = props;
  return words
    .replaceAll(PLACEHOLDER, (whole, name: string | undefined) =>
      name === undefined ? `${company}-${whole.slice(1)}` : `@${company}-${name}`,
    )
    .replaceAll('{vertex}', vertex.url)
    .replaceAll('{claude}', anthropic.url)
    .replaceAll('{gateway key}', key)
    .replaceAll(/"\{account of (\w)\}"/g, (_, name: string) =>
      JSON.stringify({ ...vertex.serviceAccount, project_id: `${company}-${name}` }),
    );
}

/** A strategy gets a name, so that what the gateway remembers of it is not another scenario's on the same upstreams. */
function configText(casting: Casting): string {
  const { config } = casting.scenario;
  if (typeof config === 'string') return named(casting, config);
  return named(
    casting,
    JSON.stringify(config?.['strategy'] === undefined ? config : { name: casting.name, ...config }),
  );
}

function scriptOf(behaviour: Behaviour | readonly Behaviour[], name: UpstreamName): () => Answer {
  const behaviours = Array.isArray(behaviour) ? (behaviour as readonly Behaviour[]) : [behaviour as Behaviour];
  let call = 0;
  return () => {
    const next = behaviours[Math.min(call, behaviours.length - 1)] ?? 'well';
    call += 1;
    return next === 'well' ? wellFrom(name) : next;
  };
}

const wellFrom = (name: string): Answer => answer([text(`Here speaks ${name}.`)], { usage: TOKENS });

interface Playing {
  casting: Casting;
  world: World;
  callsOf(name: UpstreamName): UpstreamCall[];
}

async function playStep({ casting, world, callsOf }: Playing, step: Step, index: number): Promise<void> {
  const before = new Map(NAMES.map((name) => [name, callsOf(name).length]));
  const traceId = `trace-${casting.name}-${index}`;
  const began = performance.now();
  let answered = await askOnce(world, casting, { step, traceId });
  for (let time = 1; time < (step.times ?? 1); time += 1) answered = await askOnce(world, casting, { step, traceId });
  while (answered.status !== (step.status ?? 200) && performance.now() - began < (step.patience ?? 0)) {
    await setTimeout(50);
    answered = await askOnce(world, casting, { step, traceId });
  }
  const ms = performance.now() - began;
  checkStep(step, {
    answered,
    row: await world.row(answered.id),
    rowsOfTrace: step.rowsOfTrace === undefined ? [] : await world.rows(`trace_id=${traceId}&limit=100`),
    calls: new Map(NAMES.map((name) => [name, callsOf(name).slice(before.get(name))])),
    ms,
    traceId,
    named: (words) => named(casting, words),
    at: `step ${index}`,
  });
}

function askOnce(
  world: World,
  casting: Casting,
  { step, traceId }: { step: Step; traceId: string },
): Promise<Answered> {
  const { path = '/v1/messages', stream = false, headers = {}, body = {}, session, key } = step.ask ?? {};
  const question = {
    model: MODEL,
    max_tokens: 100,
    messages: [{ role: 'user', content: `What does ${casting.name} ask?` }],
    ...(stream ? { stream } : {}),
    ...body,
  };
  return world.ask({
    path,
    key: key === undefined ? world.key : KEYS[key],
    provider: null,
    headers: {
      'x-portkey-trace-id': traceId,
      ...configHeader(casting),
      ...(session === undefined ? {} : { 'x-claude-code-session-id': `${casting.name}-${session}` }),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value === null ? null : named(casting, value)]),
      ),
    },
    body: named(casting, JSON.stringify(question)),
  });
}

function configHeader(casting: Casting): Record<string, string> {
  const { config, saved } = casting.scenario;
  if (config === undefined) return {};
  return { 'x-portkey-config': saved === true ? `pc-${casting.name}` : configText(casting) };
}
