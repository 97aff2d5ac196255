/** Whatever a caller sends is answered, by an upstream or by an error that says what is wrong: never by a bug of the gateway. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fails, gatewayInMemory, resets } from '../../testkit/gateway-in-memory.ts';
import { parseJson, type JsonRecord } from '../../testkit/json-shape.ts';
import { factsFor, listModels as catalogModels } from '../catalog/models.ts';
import { PRICE_BOOK_VERSION, priceLines, priceOf } from '../catalog/price-book.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { findRoute } from '../http/data-plane/routes.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { GatewayError } from '../kernel/errors.ts';
import type { GatewayDeps } from './dependencies.ts';
import { explainRequest } from './explain.ts';
import { createInline } from './route/inline.ts';

/** Names that every object has, halves of what is looked for, and what means something somewhere else. */
const WORDS = [
  'constructor __proto__ toString valueOf length hasOwnProperty true false null {} [] * @a @broken @nobody @/x @a/ @a/claude-sonnet-4-6',
  'claude-opus-4-8[1m] text-embedding-005 anthropic vertex-ai openai https://h.example/v1 http://[::1 basic global float base64 session',
  'headers.constructor metadata.__proto__ params.model context-1m-2025-08-07 key-one sk-ant-oat01 é漢😀 \u0000 2023-06-01 authorization',
].flatMap((line) => line.split(' '));
const KEYS = [
  'provider api_key custom_host override_params cache forward_headers strategy targets query then $and $regex vertex_region length',
  'valueOf toString __proto__ constructor model messages role content type text thinking signature tools system stream max_tokens',
  'temperature output_config anthropic_beta cache_control input dimensions encoding_format user metadata',
].flatMap((line) => line.split(' '));
const HEADERS = [
  'x-portkey-provider x-portkey-virtual-key x-portkey-custom-host x-portkey-forward-headers x-portkey-request-timeout',
  'x-portkey-metadata x-portkey-cache-namespace x-portkey-cache-force-refresh x-portkey-debug x-portkey-vertex-region',
  'x-portkey-vertex-project-id x-portkey-vertex-auth-type x-portkey-vertex-service-account-json x-portkey-anthropic-beta',
  'anthropic-version anthropic-beta x-api-key x-claude-code-session-id x-claude-code-agent-id',
].flatMap((line) => line.split(' '));

const word = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...WORDS) }, fc.string({ unit: 'binary', maxLength: 8 }));
const number = fc.oneof(fc.constantFrom(0, -1, 0.5, 60, 429, 1e21, 1e300), fc.integer());
const key = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, word);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    word,
    number,
    fc.constantFrom(true, false, null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));
const mostly = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 30, arbitrary: usual }, json);
const words = fc.array(word, { maxLength: 3 });
const params = fc.dictionary(key, json, { maxKeys: 3 });
const host = mostly(fc.constantFrom('https://h.example', 'http://h/v1'));
const own = { custom_host: host, default_params: params, override_params: params, forward_headers: words };
const anthropic = { provider: fc.constant('anthropic'), api_key: mostly(fc.constantFrom('sk-ant-1', 'key-one')) };
const vertex = {
  provider: fc.constant('vertex-ai'),
  vertex_region: mostly(fc.constant('global')),
  vertex_project_id: mostly(fc.constant('p')),
};
const saved = { provider: mostly(fc.constantFrom('@a', '@b1', '@c', '@broken')), override_params: params };
const conditions = fc.array(
  fc.record({ query: fc.dictionary(fc.constantFrom('params.model', 'headers.constructor', '$or'), json), then: word }),
  { minLength: 1, maxLength: 2 },
);
const cache = mostly(fc.constantFrom('simple', 'semantic'));
const strategy = mostly(
  fc.oneof(
    fc.record({ mode: fc.constantFrom('fallback', 'loadbalance', 'least-latency', 'least-cost') }),
    fc.record({ mode: fc.constant('fallback'), on_stop_reasons: fc.constant(['end_turn']) }),
    fc.record({ mode: fc.constant('conditional'), conditions, default: word }),
  ),
);
const { node } = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    fc.record({ ...saved, cache, drop_params: words }, { requiredKeys: ['provider'] }),
    fc.record({ ...own, ...anthropic }, { requiredKeys: ['provider', 'api_key'] }),
    fc.record({ ...own, ...vertex }, { requiredKeys: ['provider', 'vertex_region', 'vertex_project_id'] }),
    fc.record({ strategy, targets: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }),
  ),
}));
const turn = fc.record({ role: word, content: mostly(fc.array(params, { maxLength: 3 })) }, { requiredKeys: [] });
const usual = fc.record(
  {
    model: mostly(fc.constantFrom('claude-sonnet-4-6', '@a/claude-sonnet-4-6', 'text-embedding-005')),
    messages: mostly(fc.array(turn, { maxLength: 4 })),
    tools: mostly(fc.array(params, { maxLength: 2 })),
    stream: mostly(fc.boolean()),
    thinking: json,
    system: json,
    anthropic_beta: json,
    input: mostly(words),
  },
  { requiredKeys: ['model'] },
);
/** As JSON has it: a member named `__proto__` is one like any other. */
const asSent = (value: fc.Arbitrary<unknown>) => value.map((made) => parseJson(JSON.stringify(made)) as JsonRecord);
const config = asSent(mostly(node));
const body = asSent(fc.oneof(usual, params));
const headers = fc.dictionary(
  fc.constantFrom(...HEADERS),
  fc.oneof(
    word,
    json.map((made) => JSON.stringify(made)),
  ),
  {
    maxKeys: 3,
  },
);
/** A byte here and there that breaks the JSON: where, how many are taken out, and what is put in. */
const breaks = fc.array(
  fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom('"', '{', ']', ',', '\\', '\\ud800', 'tru', '1e')),
  {
    maxLength: 2,
  },
);

function broken(text: string, wounds: readonly [number, number, string][]): string {
  return wounds.reduce((left, [where, out, put]) => {
    const at = where % (left.length + 1);
    return left.slice(0, at) + put + left.slice(at + out);
  }, text);
}

/** Before the real providers and the real catalog. */
function openGateway() {
  const gateway = gatewayInMemory();
  const real: Pick<GatewayDeps, 'inline' | 'catalog'> = {
    inline: createInline({ providers: PROVIDERS, checkUrl: () => null }),
    catalog: {
      factsFor,
      listModels: catalogModels,
      prepareModels: () => Promise.resolve(),
      priceOf,
      priceLines,
      priceBookVersion: PRICE_BOOK_VERSION,
    },
  };
  Object.assign(gateway.deps, real);
  gateway.script('a', resets, fails(400));
  return gateway;
}

it('no request makes the gateway fail', async () => {
  const path = fc.constantFrom('/v1/messages', '/v1/embeddings');
  const asked = fc.tuple(fc.option(config, { nil: undefined }), headers, body, breaks, path);
  await fc.assert(
    fc.asyncProperty(asked, async ([wanted, sent, question, wounds, where]) => {
      const gateway = openGateway();
      const { error } = await gateway.ask({
        ...(wanted === undefined ? {} : { config: wanted }),
        headers: { 'x-portkey-api-key': 'key-one', ...sent },
        text: broken(JSON.stringify(question), wounds),
        path: where,
      });
      expect(error?.code).not.toBe('internal');
      expect(gateway.logged.filter(({ message }) => message.startsWith('A settle step failed'))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const RAW_PATH = '/projects/p/locations/l/publishers/anthropic/models/claude-x:rawPredict';

it('no config that is asked about makes an explanation fail without words for it', async () => {
  const gateway = openGateway();
  const deps = { ...gateway.deps, providers: PROVIDERS, findRoute, nextTurn: () => Promise.resolve() };
  const path = fc.oneof(word, fc.constantFrom('/v1/messages', '/v1/embeddings', RAW_PATH));
  const asked = fc.tuple(fc.option(config), headers, body, path, fc.constantFrom(null, 'pc-saved'));
  await fc.assert(
    fc.asyncProperty(asked, async ([wanted, sent, question, where, slug]) => {
      const request = { path: where, headers: sent, body: question };
      const about = { workspaceId: 'id-one' as WorkspaceId, apiKeyId: null, saved: slug, config: wanted, request };
      const thrown: unknown = await explainRequest(about, gateway.snapshot, deps).then(
        () => null,
        (error: unknown) => error,
      );
      if (thrown !== null) expect(thrown).toBeInstanceOf(GatewayError);
    }),
    { numRuns: 500 },
  );
});
