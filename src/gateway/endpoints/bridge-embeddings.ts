/** Embeddings between OpenAI's shape, which callers speak, and a provider's own: the request there, the answer back. */
import type { Connection, Embeddings, UpstreamRequest } from '../../providers/provider.ts';
import { writeEmbeddings } from '../../wire/dialects/openai-embeddings/answers.ts';
import { readEmbeddingsRequest } from '../../wire/dialects/openai-embeddings/read-request.ts';
import { GatewayError } from '../../wire/errors.ts';
import type { JsonDocument } from '../../wire/json-scan.ts';
import type { Target } from '../route/plan.ts';
import type { Reply } from '../relay/relay.ts';

interface Using {
  connection: Connection;
  /** The caller's body as this target is to see it. */
  document: JsonDocument;
}

/** Throws GatewayError operation_not_supported where the provider has none, and for what it cannot do. */
export function buildEmbeddings({ provider, model }: Target, { connection, document }: Using): UpstreamRequest {
  return capabilityOf(connection, provider.name).build(readEmbeddingsRequest(document), model);
}

function capabilityOf({ embeddings }: Connection, name: string): Embeddings {
  if (embeddings !== null) return embeddings;
  // OpenAI's clients ask again on a 501, which would change nothing.
  throw new GatewayError('operation_not_supported', `The provider "${name}" makes no embeddings.`, { status: 400 });
}

/**
 * A whole answer in OpenAI's shape. One that cannot be read, or has not a vector for each text, stays as it is, and is then
 * seen to be no answer.
 */
export function embeddingsReply(reply: Reply, { model }: UpstreamRequest, { connection, document }: Using): Reply {
  if (reply.kind !== 'whole' || connection.embeddings === null) return reply;
  try {
    const { input, encoding } = readEmbeddingsRequest(document);
    const embedded = connection.embeddings.read(reply.body);
    const isComplete = embedded.vectors.length === input.length;
    return isComplete ? { ...reply, body: writeEmbeddings(embedded, model, encoding) } : reply;
  } catch {
    return reply;
  }
}
