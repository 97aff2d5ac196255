import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARSING } from '../../testkit/config-parsing.ts';
import type { ConfigIssue } from './schema.ts';
import { parseConfig, type ConfigNode, type Settings, type StrategyNode } from './parse.ts';

const A = { provider: '@a' };
/** The contract's, with 529. */
const RETRY_CODES = [429, 500, 502, 503, 504, 529];

const checkUrl = (url: string): string | null => (url.includes('//10.') ? 'private' : null);

function issuesOf(value: unknown): ConfigIssue[] {
  const result = parseConfig(value, { ...PARSING, checkUrl });
  return result.ok ? [] : result.problem;
}

function parsed(value: unknown): ConfigNode {
  const result = parseConfig(value, PARSING);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  const node = result.value;
  return node;
}

function strategyOf(value: unknown): StrategyNode {
  const node = parsed(value);
  if (node.kind === 'target') throw new Error('Expected a strategy.');
  return node;
}

const withStrategy = (strategy: unknown, ...targets: unknown[]): unknown => ({ strategy, targets });
const chooses = (query: unknown): unknown =>
  withStrategy({ mode: 'conditional', conditions: [{ query, then: 'a' }] }, { name: 'a', ...A });
const nested = (levels: number, leaf: unknown = A): unknown =>
  levels === 0 ? leaf : { targets: [nested(levels - 1, leaf)] };
const DEEP = 'targets[0].targets[0]';
const breaker = { failure_threshold: 3, cooldown_interval: 30_000 };
const QUERY = 'strategy.conditions[0].query';

describe('a config is refused, with the path of what is wrong and what was expected', () => {
  it.each<[string, unknown, string, RegExp]>([
    [
      'a length that nothing compares to',
      { custom_host: { length: { valueOf: 1, toString: 1 } } },
      '',
      /object stands/,
    ],
    ['null', null, '', /expected object/],
    ['a list', [A], '', /expected object/],
    ['text', 'pc-a', '', /expected object/],
    ['nothing at all', {}, '', /at least one of provider/],
    ['a target that says nothing', { targets: [A, {}] }, 'targets[1]', /at least one of provider/],
    ['no targets', { targets: [] }, 'targets', /at least one target/],
    ['targets that are no list', { targets: A }, 'targets', /expected array/],
    ['a target that is no object', { targets: ['@a'] }, 'targets[0]', /expected object/],
    ['a strategy without targets', { strategy: { mode: 'single' } }, 'targets', /needs targets/],
    ['an unknown mode', withStrategy({ mode: 'roundrobin' }, A), 'strategy.mode', /one of single, fallback/],
    ['no mode', withStrategy({}, A), 'strategy.mode', /one of single, fallback/],
    ['a mode that is no text', withStrategy({ mode: 1 }, A), 'strategy.mode', /one of single/],
    ['a weight of NaN', { targets: [{ ...A, weight: Number.NaN }] }, 'targets[0].weight', /NaN/],
    ['a weight without end', { targets: [{ ...A, weight: JSON.parse('1e999') }] }, 'targets[0].weight', /Infinity/],
    ['a negative weight', { targets: [A, { ...A, weight: -0.1 }] }, 'targets[1].weight', />=0/],
    ['a weight as text', { targets: [{ ...A, weight: '1' }] }, 'targets[0].weight', /expected number/],
    ['an unknown key', { ...A, wieght: 1 }, 'wieght', /unknown key/],
    ['an unknown key in a strategy', withStrategy({ mode: 'single', x: 1 }, A), 'strategy.x', /unknown key/],
    ['an unknown key in retry', { retry: { attempts: 1, codes: [] } }, 'retry.codes', /unknown key/],
    [
      'an unknown key deep inside',
      { targets: [A, { targets: [A, { targets: [{ ...A, cb_config: { ...breaker, colour: 1 } }] }] }] },
      'targets[1].targets[1].targets[0].cb_config.colour',
      /unknown key/,
    ],
    ['labels and nothing else', { name: 'x', weight: 1, strict_open_ai_compliance: false }, '', /at least one of/],
    ['a prompt', { targets: [A, { prompt_id: 'pp-1' }] }, 'targets[1].prompt_id', /no prompts yet/],
    ['a guardrail that is no object', { ...A, input_guardrails: [7] }, 'input_guardrails[0]', /./],
    ['a guardrail deep inside', nested(2, { output_guardrails: [{}] }), `${DEEP}.output_guardrails[0].checks`, /./],
    ['a hook without checks', { ...A, before_request_hooks: [{ id: 'x' }] }, 'before_request_hooks[0].checks', /./],
    ['a mutator', { ...A, output_mutators: [{ id: 'x' }] }, 'output_mutators[0].checks', /./],
    [
      'a guardrail that is no list',
      { ...A, default_input_guardrails: {} },
      'default_input_guardrails',
      /not for a config to set/,
    ],
    ['a key without a provider', { targets: [{ api_key: 'sk' }] }, 'targets[0].api_key', /a provider that is named by/],
    ['a key beside a saved provider', { ...A, api_key: 'sk' }, 'api_key', /a saved one has its own/],
    ['a key that is passed down', { provider: 'anthropic', api_key: 'sk', targets: [A] }, 'api_key', /not inherited/],
    ['a key for who takes none', { provider: 'vertex-ai', api_key: 'x' }, 'api_key', /Vertex AI takes no key/],
    ['a key that is none', { provider: 'anthropic', api_key: 'a b' }, 'api_key', /API key is required/],
    [
      'a field beside a saved provider',
      { ...A, vertex_region: 'x' },
      'vertex_region',
      /named by its id \("vertex-ai"\)/,
    ],
    [
      'another provider’s field',
      { provider: 'anthropic', vertex_region: 'x' },
      'vertex_region',
      /no field of "anthropic"/,
    ],
    [
      'a secret that is none',
      { provider: 'vertex-ai', vertex_region: 'x', vertex_service_account_json: '{' },
      'vertex_service_account_json',
      /not valid JSON/,
    ],
    [
      'a provider that is not there yet',
      { targets: [{ provider: 'sagemaker' }] },
      'targets[0].provider',
      /not in this ver/,
    ],
    ['a provider that nobody knows', { provider: 'vertex' }, 'provider', /no provider "vertex"; known: vertex-ai, /],
    ['a host that is none', { ...A, custom_host: '' }, 'custom_host', /./],
    ['a host that is refused', { ...A, custom_host: 'http://10.0.0.1' }, 'custom_host', /not allowed: private/],
    ['a model that is no name', { ...A, override_params: { model: 5 } }, 'override_params.model', /name of a model/],
    ['a model without a name', { ...A, default_params: { model: '' } }, 'default_params.model', /name of a model/],
    ['the form of old', { mode: 'fallback', options: [] }, 'options', /old form/],
    ['a provider of several words', { provider: 'vertex ai' }, 'provider', /@vertex-prod/],
    ['a provider with a model in it', { provider: '@a/claude' }, 'provider', /@vertex-prod/],
    ['a passthrough with a provider', { ...A, passthrough: true }, 'passthrough', /from the request/],
    ['a passthrough with a key of old', { virtual_key: 'a', passthrough: true }, 'passthrough', /from the request/],
    [
      'a status out of range',
      { retry: { attempts: 1, on_status_codes: [500, 99] } },
      'retry.on_status_codes[1]',
      /100/,
    ],
    ['six retries', { retry: { attempts: 6 } }, 'retry.attempts', /<=5/],
    ['retries without a number', { retry: {} }, 'retry.attempts', /expected number/],
    ['a time-out of 0', { ...A, request_timeout: 0 }, 'request_timeout', />=1/],
    ['half a millisecond', { ...A, idle_timeout: 1.5 }, 'idle_timeout', /int/],
    ['a time-out as text', { targets: [{ ...A, total_timeout: '5s' }] }, 'targets[0].total_timeout', /number/],
    ['a cache of half a minute', { cache: { mode: 'simple', max_age: 30 } }, 'cache.max_age', />=60/],
    ['a cache of a year', { cache: { mode: 'simple', max_age: 31_536_000 } }, 'cache.max_age', /<=7776000/],
    ['an unknown cache', { cache: { mode: 'smart' } }, 'cache.mode', /./],
    ['tools in an exact cache', { cache: { mode: 'simple', with_tools: true } }, 'cache.with_tools', /mode semantic/],
    [
      'an embedder of an exact cache',
      { cache: { mode: 'simple', embedding_model: '@a/e' } },
      'cache.embedding_model',
      /mode semantic/,
    ],
    [
      'an embedder of nobody',
      { cache: { mode: 'semantic', embedding_model: 'e' } },
      'cache.embedding_model',
      /saved provider/,
    ],
    ['a header without a name', { forward_headers: ['x-a', ''] }, 'forward_headers[1]', />=1/],
    [
      'a short cooldown',
      { cb_config: { ...breaker, cooldown_interval: 29_999 } },
      'cb_config.cooldown_interval',
      /30000/,
    ],
    ['a breaker without a bound', { cb_config: { cooldown_interval: 30_000 } }, 'cb_config', /failure_threshold or/],
    ['a bad path to drop', { drop_params: ['a', 'tools[x]'] }, 'drop_params[1]', /expected a path/],
    ['parameters that are a list', { default_params: [] }, 'default_params', /record/],
    [
      'a bad field to stick by',
      withStrategy({ mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['session', 'user'] } }, A),
      'strategy.sticky.hash_fields[1]',
      /metadata\.\*/,
    ],
    [
      'nothing to stick by',
      withStrategy({ mode: 'loadbalance', sticky: { enabled: true, hash_fields: [] } }, A),
      'strategy.sticky.hash_fields',
      />=1/,
    ],
    ['no conditions', withStrategy({ mode: 'conditional' }, A), 'strategy.conditions', /needs conditions/],
    [
      'a condition for nobody',
      withStrategy({ mode: 'conditional', conditions: [{ query: { 'params.a': 1 }, then: 'b' }] }, { name: 'a', ...A }),
      'strategy.conditions[0].then',
      /no sibling target is named "b"/,
    ],
    [
      'a default for nobody, deep inside',
      {
        targets: [
          A,
          withStrategy(
            { mode: 'conditional', conditions: [{ query: { 'params.a': 1 }, then: 'a' }], default: 'c' },
            { name: 'a', ...A },
            // A cousin is no sibling.
            { name: 'b', targets: [{ name: 'c', ...A }] },
          ),
        ],
      },
      'targets[1].strategy.default',
      /no sibling target is named "c"/,
    ],
    ['an empty query', chooses({}), QUERY, /at least one field/],
    ['a field of nowhere', chooses({ 'body.model': 'x' }), `${QUERY}.body.model`, /metadata\.\*, params\.\*/],
    ['a field too deep', chooses({ 'params.a.b': 'x' }), `${QUERY}.params.a.b`, /metadata\.\*/],
    ['an unknown operator', chooses({ 'params.a': { $like: 'x' } }), `${QUERY}.params.a.$like`, /unknown operator/],
    [
      'an inherited operator',
      chooses({ 'params.a': { toString: 1 } }),
      `${QUERY}.params.a.toString`,
      /unknown operator/,
    ],
    ['a list as a value', chooses({ 'params.a': ['x'] }), `${QUERY}.params.a`, /value or an object of operators/],
    ['no operator', chooses({ 'params.a': {} }), `${QUERY}.params.a`, /value or an object of operators/],
    ['$in of no list', chooses({ 'params.a': { $in: 'x' } }), `${QUERY}.params.a.$in`, /array of values/],
    ['$nin of objects', chooses({ 'params.a': { $nin: [{}] } }), `${QUERY}.params.a.$nin`, /array of values/],
    ['$gt of a word', chooses({ 'params.a': { $gt: 'many' } }), `${QUERY}.params.a.$gt`, /expected a number/],
    ['$lte of null', chooses({ 'params.a': { $lte: null } }), `${QUERY}.params.a.$lte`, /expected a number/],
    ['$eq of an object', chooses({ 'params.a': { $eq: {} } }), `${QUERY}.params.a.$eq`, /expected a value/],
    ['$and of no list', chooses({ $and: { 'params.a': 1 } }), `${QUERY}.$and`, /array of queries/],
    ['$or of nothing', chooses({ $or: [] }), `${QUERY}.$or`, /array of queries/],
    ['a bad query inside $or', chooses({ $or: [{ 'params.a': 1 }, 5] }), `${QUERY}.$or[1]`, /at least one field/],
    ['a $regex that is none', chooses({ 'params.a': { $regex: '(' } }), `${QUERY}.params.a.$regex`, /not a pattern/],
    ['a $regex of a number', chooses({ 'params.a': { $regex: 5 } }), `${QUERY}.params.a.$regex`, /as a string/],
    [
      'a $regex of RE2’s no',
      chooses({ 'params.a': { $regex: '(a)\\1' } }),
      `${QUERY}.params.a.$regex`,
      /not a pattern/,
    ],
    [
      'an endless $regex',
      chooses({ 'params.a': { $regex: 'a'.repeat(257) } }),
      `${QUERY}.params.a.$regex`,
      /at most 256/,
    ],
    [
      'a $regex that repeats a lot',
      chooses({ 'params.a': { $regex: '(a?){90}a{90}' } }),
      `${QUERY}.params.a.$regex`,
      /too costly/,
    ],
    [
      'patterns that are a lot together',
      chooses({ $or: Array.from({ length: 20 }, (_, index) => ({ 'params.a': { $regex: `^claude-${index}.*z` } })) }),
      `${QUERY}.$or[17].params.a.$regex`,
      /more than 256 instructions/,
    ],
    [
      'a $regex that would fill the memory',
      chooses({ 'params.a': { $regex: '((((a{100}){100}){100}){100})' } }),
      `${QUERY}.params.a.$regex`,
      /repeat/,
    ],
  ])('%s', (_, value, path, message) => {
    expect(issuesOf(value)).toContainEqual({ path, message: expect.stringMatching(message) as string });
  });

  it('all at once, so that nobody has to save it ten times', () => {
    const value = {
      strategy: { mode: 'nope' },
      retry: { attempts: -1 },
      targets: [{ weight: -1 }, { providr: '@a', ...A }, { targets: [{ request_timeout: 0 }] }],
    };
    expect(issuesOf(value).map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'strategy.mode',
        'retry.attempts',
        'targets[0].weight',
        'targets[1].providr',
        'targets[2].targets[0].request_timeout',
      ]),
    );
  });
});

describe('a config is bounded before anything is looked at', () => {
  const many = (count: number, target: unknown = A): unknown[] => Array<unknown>(count).fill(target);
  const conditions = [{ query: { 'params.a': 1 }, then: 'a' }];

  it.each<[string, unknown, string, RegExp]>([
    ['101 targets', { targets: many(101) }, 'targets', /at most 100 targets, got 101/],
    ['10,000 targets, all of them wrong', { targets: many(10_000, { x: 1 }) }, 'targets', /got 10000/],
    [
      '1,001 targets of conditions',
      withStrategy({ mode: 'conditional', conditions }, ...many(1001, { name: 'a', ...A })),
      'targets',
      /at most 1000 targets, got 1001/,
    ],
    ['51 below one target', { targets: [A, { targets: many(51) }] }, 'targets[1].targets', /at most 50 .* got 51/],
    [
      '51 below one target, on several levels',
      { targets: [{ targets: [{ targets: many(25) }, { targets: many(24) }] }] },
      'targets[0].targets',
      /at most 50 .* got 51/,
    ],
    ['200 levels', nested(200), 'targets[0]', /deeper than 12/],
  ])('%s', (_, value, path, message) => {
    expect(issuesOf(value)).toEqual([{ path, message: expect.stringMatching(message) as string }]);
  });

  it('takes what is within the bounds', () => {
    expect(issuesOf({ targets: many(100) })).toEqual([]);
    expect(issuesOf(withStrategy({ mode: 'conditional', conditions }, ...many(1000, { name: 'a', ...A })))).toEqual([]);
    expect(issuesOf({ targets: [{ targets: many(50) }] })).toEqual([]);
    expect(issuesOf(nested(12))).toEqual([]);
  });

  it('no stack ends on a body that is nothing but depth', () => {
    let targets: unknown = A;
    let query: unknown = { 'params.a': 1 };
    for (let level = 0; level < 100_000; level += 1) {
      targets = { targets: [targets] };
      query = { $and: [query] };
    }
    expect(issuesOf(targets)).toHaveLength(1);
    expect(issuesOf(chooses(query))).toEqual([
      { path: expect.stringMatching(/query(\.\$and\[0\]){21}$/) as string, message: 'nested deeper than 20 levels' },
    ]);
  });
});

describe('what the contract writes in two ways means one thing', () => {
  it.each(['loadbalance', 'load-balance', 'load_balance'])('the mode %s', (mode) => {
    expect(strategyOf(withStrategy({ mode }, A)).strategy).toEqual({ mode: 'loadbalance', sticky: null });
  });

  it.each(['use_retry_after_header', 'use_retry_after_headers'])('the key %s', (key) => {
    expect(parsed({ retry: { attempts: 2, [key]: true } }).settings.retry).toMatchObject({ useRetryAfter: true });
  });

  it('the cache as a word', () => {
    const week = { mode: 'simple', maxAgeMs: 604_800_000 };
    expect(parsed({ cache: 'simple' }).settings.cache).toEqual(week);
    expect(parsed({ cache: { mode: 'simple' } }).settings.cache).toEqual(week);
    expect(parsed({ cache: { mode: 'simple', max_age: 60 } }).settings.cache).toMatchObject({ maxAgeMs: 60_000 });
  });

  it('the codes of a fallback, on the strategy or beside it; the strategy’s win', () => {
    const codes = (value: object) => strategyOf({ targets: [A], ...value }).strategy;
    const inside = { strategy: { mode: 'fallback', on_status_codes: [429] } };
    expect(codes(inside)).toMatchObject({ onStatusCodes: new Set([429]) });
    expect(codes({ ...inside, on_status_codes: [500] })).toMatchObject({ onStatusCodes: new Set([429]) });
    const beside = { strategy: { mode: 'fallback' }, on_status_codes: [500] };
    expect(codes(beside)).toMatchObject({ onStatusCodes: new Set([500]) });
    expect(codes({ strategy: { mode: 'fallback' } })).toEqual({
      mode: 'fallback',
      onStatusCodes: null,
      onStopReasons: new Set(),
    });
  });

  it('the breaker, inside the strategy or beside it', () => {
    const own = { failureThreshold: 3, cooldownMs: 30_000, failurePercentage: null, minimumRequests: 1 };
    const inside = strategyOf(withStrategy({ mode: 'fallback', cb_config: breaker }, A));
    const beside = strategyOf({ strategy: { mode: 'fallback' }, cb_config: breaker, targets: [A] });
    for (const { settings, targets } of [inside, beside]) {
      expect(settings.breaker).toMatchObject(own);
      expect(targets[0]?.settings.breaker).toMatchObject(own);
    }
  });
});

describe('what is left out', () => {
  it('has the contract’s defaults', () => {
    expect(parsed({ retry: { attempts: 1 } }).settings.retry).toEqual({
      attempts: 1,
      onStatusCodes: new Set(RETRY_CODES),
      useRetryAfter: false,
    });
    expect(parsed(A)).toMatchObject({ path: 'config', weight: 1, name: null, passthrough: false });
    expect(parsed(A)).toMatchObject({ provider: { kind: 'saved', slug: 'a' } });
    expect(strategyOf({ targets: [A] }).strategy).toEqual({ mode: 'single' });
    const sticky = { enabled: true, hash_fields: ['session'] };
    expect(strategyOf(withStrategy({ mode: 'loadbalance', sticky }, A)).strategy).toMatchObject({
      sticky: { ttlMs: 3_600_000 },
    });
    const off = { ...sticky, enabled: false };
    expect(strategyOf(withStrategy({ mode: 'loadbalance', sticky: off }, A)).strategy).toMatchObject({ sticky: null });
  });

  it('is not filled in from the prototype', () => {
    const node = parsed(JSON.parse('{"override_params":{"__proto__":{"polluted":1}},"default_params":{"a":1}}'));
    expect(Object.keys({})).not.toContain('polluted');
    expect('polluted' in node.settings.overrideParams).toBe(false);
  });
});

/** contract#inheritance as a plain reading of it: what holds at a node, from the configs on the way to it, root first. */
type Json = Readonly<Record<string, unknown>>;
const lastOf = (way: readonly Json[], key: string): unknown => way.findLast((config) => key in config)?.[key];
const mergedOf = (way: readonly Json[], key: string): Json =>
  Object.assign({}, ...way.map((config) => config[key])) as Json;

const sometimes = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const someParams = sometimes(fc.dictionary(fc.constantFrom('a', 'b', 'model'), fc.constantFrom('x', 'y', 'z')));
const level = fc.record({
  provider: sometimes(fc.constantFrom('@a', '@b')),
  name: sometimes(fc.constantFrom('x', 'y')),
  weight: sometimes(fc.integer({ min: 0, max: 3 })),
  default_params: someParams,
  override_params: someParams,
  drop_params: sometimes(fc.uniqueArray(fc.constantFrom('a', 'b[*].c', 'd.e'))),
  retry: sometimes(
    fc.record({ attempts: fc.integer({ min: 0, max: 5 }), on_status_codes: sometimes(fc.constant([429])) }),
  ),
  cache: sometimes(fc.record({ mode: fc.constant('simple'), max_age: sometimes(fc.integer({ min: 60, max: 90 })) })),
  forward_headers: sometimes(fc.subarray(['X-A', 'x-b'])),
  custom_host: sometimes(fc.constantFrom('https://one.example', 'https://two.example')),
  request_timeout: sometimes(fc.integer({ min: 1, max: 9 })),
  idle_timeout: sometimes(fc.integer({ min: 1, max: 9 })),
  total_timeout: sometimes(fc.integer({ min: 1, max: 9 })),
  cb_config: sometimes(
    fc.record({ failure_threshold: fc.integer({ min: 1, max: 9 }), cooldown_interval: fc.constant(30_000) }),
  ),
});

/** As JSON has it: what is undefined is not there. */
const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    level.map((own) => asJson({ ...own, strict_open_ai_compliance: true })),
    fc
      .record({ own: level, targets: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) })
      .map(({ own, targets }) => asJson({ ...own, targets })),
  ),
}));

function expectSettings(settings: Settings, way: readonly Json[]): void {
  const retry = lastOf(way, 'retry') as { attempts: number; on_status_codes?: number[] } | undefined;
  const cache = lastOf(way, 'cache') as { max_age?: number } | undefined;
  const cutout = lastOf(way, 'cb_config') as { failure_threshold: number } | undefined;
  const { attempts, onStatusCodes } = settings.retry ?? {};
  expect({ attempts, onStatusCodes }).toEqual({
    attempts: retry?.attempts,
    onStatusCodes: retry && new Set(retry.on_status_codes ?? RETRY_CODES),
  });
  expect(settings.cache?.maxAgeMs).toBe(cache && (cache.max_age ?? 604_800) * 1000);
  expect(settings.breaker?.failureThreshold).toBe(cutout?.failure_threshold);
  expect(settings.defaultParams).toEqual(mergedOf(way, 'default_params'));
  expect(settings.overrideParams).toEqual(mergedOf(way, 'override_params'));
}

function expectListsAndTimes(
  { timeouts, dropParams, forwardHeaders, customHost }: Settings,
  way: readonly Json[],
): void {
  const lastSaid = (key: string): unknown => lastOf(way, key) ?? null;
  expect(timeouts).toEqual({
    firstByteMs: lastSaid('request_timeout'),
    idleMs: lastSaid('idle_timeout'),
    totalMs: lastSaid('total_timeout'),
  });
  expect(customHost?.url ?? null).toBe(lastSaid('custom_host'));
  const forwarded = (lastOf(way, 'forward_headers') ?? []) as string[];
  expect(forwardHeaders).toEqual(forwarded.map((name) => name.toLowerCase()));
  expect(pathsOf(dropParams)).toEqual(new Set(way.flatMap((config) => config['drop_params'] ?? [])));
}

/** Of those that `level` makes. */
const pathsOf = (drops: Settings['dropParams']) =>
  new Set(['a', 'b', 'd'].flatMap((key) => drops?.get(key)?.patterns.map(({ path }) => path) ?? []));

function expectInherited(node: ConfigNode, way: readonly Json[]): void {
  const own = way.at(-1) ?? {};
  expectSettings(node.settings, way);
  expectListsAndTimes(node.settings, way);
  expect(node).toMatchObject({ name: own['name'] ?? null, weight: own['weight'] ?? 1 });
  if (node.kind === 'target') {
    const provider = own['provider'] as string | undefined;
    return expect(node.provider).toEqual(provider === undefined ? null : { kind: 'saved', slug: provider.slice(1) });
  }
  const targets = own['targets'] as Json[];
  node.targets.forEach((target, index) => {
    expect(target.path).toBe(`${node.path}.targets[${index}]`);
    expectInherited(target, [...way, targets[index] ?? {}]);
  });
}

describe('what flows down a tree', () => {
  it('is what a plain reading of the contract says, in any tree', () => {
    fc.assert(
      fc.property(tree, (config) => {
        const result = parseConfig(config, PARSING);
        // Only the bounds on breadth and depth may refuse such a tree.
        if (!result.ok) return expect(result.problem[0]?.message).toMatch(/nested/);
        expectInherited(result.value, [config]);
      }),
      { numRuns: 300 },
    );
  });

  it('is not the provider: a target that names none takes it from its model or from the request', () => {
    const { targets } = strategyOf({ ...A, targets: [{ override_params: { model: '@b/claude' } }] });
    expect(targets[0]).toMatchObject({ provider: null, settings: { overrideParams: { model: '@b/claude' } } });
  });

  it('replaces an object of retry, cache or breaker as a whole, and merges parameters key by key', () => {
    const root = {
      retry: { attempts: 3, on_status_codes: [418], use_retry_after_headers: true },
      override_params: { a: { x: 1 }, b: 1 },
      targets: [{ ...A, retry: { attempts: 1 }, override_params: { a: { y: 2 } } }],
    };
    expect(strategyOf(root).targets[0]?.settings).toMatchObject({
      retry: { attempts: 1, onStatusCodes: new Set(RETRY_CODES), useRetryAfter: false },
      overrideParams: { a: { y: 2 }, b: 1 },
    });
  });
});

describe('what a node is known by', () => {
  const idsOf = (...targets: unknown[]): string[] => strategyOf({ targets }).targets.map(({ id }) => id);
  const B = { provider: '@b' };
  const GROUP = { strategy: { mode: 'fallback' }, targets: [A, B] };

  it('goes with it to another place, and changes with where it sends to', () => {
    expect(idsOf(A, B)).toEqual(idsOf(B, A).toReversed());
    const others = [
      A,
      B,
      { ...A, name: 'x' },
      { ...A, custom_host: 'https://one.example' },
      { ...A, override_params: { model: 'm' } },
      { override_params: { model: '@a/m' } },
      { passthrough: true },
      { provider: 'anthropic' },
      { provider: 'anthropic', api_key: 'sk-1' },
      { provider: 'anthropic', api_key: 'sk-2' },
      GROUP,
      { ...GROUP, name: 'x' },
      { ...GROUP, targets: [A] },
    ];
    expect(new Set(idsOf(...others)).size).toBe(others.length);
    expect(idsOf({ ...GROUP, targets: [B, A] })).toEqual(idsOf(GROUP));
  });

  it('does not change with its weight, time-outs or retries', () => {
    expect(idsOf({ ...A, weight: 0, request_timeout: 5, retry: { attempts: 1 } })).toEqual(idsOf(A));
  });

  it('tells two that are equal apart', () => {
    const [first, second] = idsOf(A, A);
    expect(first).not.toBe(second);
    expect(idsOf(A, B, A)).toContain(second);
  });

  it('holds no secret', () => {
    expect(JSON.stringify(idsOf({ provider: 'anthropic', api_key: 'sk-secret' }))).not.toContain('secret');
  });
});

describe('keys that ask for nothing', () => {
  it('are accepted', () => {
    const empty = { input_guardrails: [], output_guardrails: [], before_request_hooks: [], output_mutators: [] };
    expect(issuesOf({ ...A, ...empty, targets: [{ ...A, ...empty }] })).toEqual([]);
  });
});

describe('what the contract calls a config (contract#configs)', () => {
  const account = { vertex_region: 'us-east5', vertex_project_id: 'p' };
  it.each([
    { provider: 'anthropic', api_key: 'sk' },
    { provider: 'anthropic', custom_host: 'https://one.example' },
    { provider: '@a' },
    { virtual_key: 'a' },
    { strategy: { mode: 'single' }, targets: [A] },
    { cache: { mode: 'simple' } },
    { cache: { mode: 'semantic', with_tools: true, embedding_model: '@a/e' } },
    { retry: { attempts: 1 } },
    { forward_headers: ['x-a'] },
    { request_timeout: 5 },
    { provider: 'vertex-ai', ...account },
    { input_guardrails: [] },
    { after_request_hooks: [] },
    { passthrough: true },
    { default_params: { a: 1 } },
    { override_params: { a: 1 } },
    { drop_params: ['a'] },
  ])('is accepted: %j', (config) => {
    expect(issuesOf(config)).toEqual([]);
  });
});
