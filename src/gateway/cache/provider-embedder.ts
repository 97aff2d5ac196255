/** Embeds texts with a provider of the caller's workspace: one more request through the whole pipeline. */
import { SESSION_HEADERS } from '../../clients/claude-code.ts';
import type { Embedder } from '../../workers/ports/embedder.ts';
import { readBase64Vectors } from '../../wire/embeddings.ts';
import type { Client } from '../client.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authorized } from '../exchange.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import { OwnClient } from '../own-client.ts';
import { NO_CONFIG } from '../../routing/parse.ts';

type Asking = Pick<Arrived & Authorized, 'headers' | 'trace' | 'snapshot' | 'workspace'>;

/** What a look-up waits: a vector that comes later is still good for remembering the answer. */
const PATIENCE_MS = 1_000;
/** What the request itself may take: a provider that hangs must not gather them. */
const TOTAL_MS = 10_000;
/** As the local embedder. */
const MAX_CHARACTERS = 2_000;

/** The caller, in whose name, and what it belongs to; nothing that would choose another way or another answer. */
const OWN_HEADERS = ['x-portkey-api-key', 'authorization', 'x-api-key', 'x-portkey-metadata', ...SESSION_HEADERS];

/**
 * `model` is `@slug/model`. The requests have their own log rows, as children of the caller's, on the caller's key. What
 * was called once is not called again, be it that it failed: make one for each exchange.
 */
export function providerEmbedder(asking: Asking, model: string, deps: GatewayDeps): Embedder {
  const asked = new Map<string, Promise<Float32Array[]>>();
  return {
    id: `${asking.workspace.id} ${model}`,
    patienceMs: PATIENCE_MS,
    embed(texts) {
      const input = JSON.stringify(texts);
      const vectors = asked.get(input) ?? ask(texts);
      asked.set(input, vectors);
      return vectors;
    },
  };

  async function ask(texts: readonly string[]): Promise<Float32Array[]> {
    if (texts.length === 0) return [];
    const unfit = texts.find((text) => text.trim() === '' || text.length > MAX_CHARACTERS);
    if (unfit !== undefined) {
      throw new Error(`A text of ${unfit.length} characters cannot be embedded: 1 to ${MAX_CHARACTERS}.`);
    }
    const body = { model, input: texts, encoding_format: 'base64', task_type: 'SEMANTIC_SIMILARITY' };
    const client = new OwnClient(Buffer.from(JSON.stringify(body)));
    await deps.handleOwn(arrive(asking, client, deps));
    return readBase64Vectors(client.answered()).map(toUnit);
  }
}

function arrive({ headers, trace, snapshot }: Asking, client: Client, deps: GatewayDeps): Arrived {
  const own = OWN_HEADERS.map((name) => [name, headers[name]]).filter(([, value]) => value !== undefined);
  return {
    id: deps.newRequestId(),
    arrivedAt: deps.clock.now(),
    arrivedElapsed: deps.clock.elapsed(),
    method: 'POST',
    url: '/v1/embeddings',
    pathname: '/v1/embeddings',
    route: { endpoint: embeddings, raw: null, notes: ['Asked by the semantic cache.'] },
    headers: Object.fromEntries(own) as RequestHeaders,
    client,
    trace: {
      traceId: trace.traceId,
      spanId: deps.newSpanId(),
      parentSpanId: trace.spanId,
      spanName: 'semantic cache',
    },
    snapshot,
    ownConfig: { ...NO_CONFIG, settings: { ...NO_CONFIG.settings, timeouts: TIMEOUTS } },
    notes: [],
  };
}

const TIMEOUTS = { firstByteMs: null, idleMs: null, totalMs: TOTAL_MS };

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  // Float32 has no room for what JSON can write: a number too large for it arrives as Infinity.
  if (!(length > 0 && length < Infinity)) {
    throw new Error('The provider answered with a vector that has no direction.');
  }
  return vector.map((value) => value / length);
}
