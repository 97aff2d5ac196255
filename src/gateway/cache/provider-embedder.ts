/** Embeds texts with a provider of the caller's workspace: one more request through the whole pipeline. */
import type { Embedder } from '../../workers/ports/embedder.ts';
import { readBase64Vectors } from '../../wire/embeddings.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authorized } from '../exchange.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import { OwnClient } from '../own-client.ts';
import { ownRequest } from '../own-request.ts';

type Asking = Pick<Arrived & Authorized, 'headers' | 'trace' | 'snapshot' | 'workspace'>;

/** What a look-up waits: a vector that comes later is still good for remembering the answer. */
const PATIENCE_MS = 1_000;
/** What the request itself may take: a provider that hangs must not gather them. */
const TOTAL_MS = 10_000;
/** As the local embedder. */
const MAX_CHARACTERS = 2_000;

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
    const request = {
      endpoint: embeddings,
      client,
      timeoutMs: TOTAL_MS,
      forwarded: ['x-portkey-metadata'],
      spanName: 'semantic cache',
      note: 'Asked by the semantic cache.',
    };
    await deps.handleOwn(ownRequest(asking, request, deps));
    return readBase64Vectors(client.answered()).map(toUnit);
  }
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  // Float32 has no room for what JSON can write: a number too large for it arrives as Infinity.
  if (!(length > 0 && length < Infinity)) {
    throw new Error('The provider answered with a vector that has no direction.');
  }
  return vector.map((value) => value / length);
}
