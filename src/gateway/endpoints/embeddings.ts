/** `POST /v1/embeddings` in OpenAI's format, on whichever embedding API the provider has. */
import type { Embeddings } from '../../providers/provider.ts';
import { writeEmbeddings } from '../../wire/dialects/openai-embeddings/answers.ts';
import { openaiEmbeddings } from '../../wire/dialects/openai-embeddings/index.ts';
import { readEmbeddingsRequest } from '../../wire/dialects/openai-embeddings/read-request.ts';
import { atOnce, type Slices } from '../../kernel/slices.ts';
import type { EmbeddingsRequest } from '../../wire/embeddings.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { pathLane, type PathEndpoint } from './path-lane.ts';

/** Vectors take several times as long to read as other bytes. */
const LARGE_BYTES = 256 * 1024;

export const embeddings: UpstreamEndpoint = {
  kind: 'upstream',
  operation: 'embed',
  method: 'POST',
  path: '/v1/embeddings',
  scopes: ['completions.write'],
  isFree: false,
  match: (path) => (path === '/v1/embeddings' ? { raw: null, notes: [] } : null),
  errorsFor: () => openaiEmbeddings.errors,
  dialect: openaiEmbeddings,
  passesQuery: true,
  mayStream: false,
  isCacheable: true,
  isTurn: false,
  sharesState: { state: ' embeddings', picks: ' embeddings' },
  /** Throws GatewayError operation_not_supported where the provider has none, and for what it cannot do. */
  openLane(call, target, use) {
    const { model } = target;
    const { connection, document } = use;
    if (connection.embeddings === null) return pathLane(NATIVE, call, { target, use });
    const asked = readEmbeddingsRequest(document);
    const capability = connection.embeddings;
    const request = capability.build(asked, model);
    return {
      request,
      untoldTerms: {},
      openReader: () => null,
      readWhole(body) {
        const slices = inOpenaisShape(body, { capability, asked, model: request.model });
        const told = (answer: Buffer) => ({ body: answer, ...openaiEmbeddings.readWhole(answer) });
        return body.length < LARGE_BYTES ? told(atOnce(slices)) : use.translating.inSlices(slices).then(told);
      },
    };
  },
  /** A vector says nothing to a person, and as much as its text to whoever has the model (contract#log-rows). */
  keptAnswer(answer) {
    if (answer.length === 0) return answer;
    return Buffer.concat(applyEdits(scanDocument(answer), [{ type: 'set', key: 'data', json: '[]' }]));
  },
};

/** At providers whose embeddings are OpenAI's. */
const NATIVE: PathEndpoint = {
  operation: 'embed',
  asks: 'embeddings',
  path: '/v1/embeddings',
  dialect: openaiEmbeddings,
  absence: 'makes no embeddings',
};

interface Asked {
  capability: Embeddings;
  asked: EmbeddingsRequest;
  /** As named to the upstream. */
  model: string;
}

/**
 * A whole answer in OpenAI's shape. One that cannot be read, or has not a vector for each text, stays as it is, and is then
 * seen to be no answer.
 */
function* inOpenaisShape(body: Buffer, { capability, asked: { input, encoding }, model }: Asked): Slices<Buffer> {
  try {
    const embedded = yield* capability.read(body);
    return embedded.vectors.length === input.length ? yield* writeEmbeddings(embedded, model, encoding) : body;
  } catch {
    return body;
  }
}
