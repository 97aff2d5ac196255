/** Vertex AI's own paths, which Tollgate serves as well: Claude Code's Vertex mode uses them, as do clients that were written for Vertex AI. */
import type { PathFacts } from './endpoint.ts';

/** `/v1` comes from the base URL and may be missing. `@` may be escaped. */
const VERTEX_PATH =
  /^(?:\/v1)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/;

export const RAW_NOTE = 'Raw Vertex path: project and location are those of the saved provider, not those of the path.';

/** null = another path. */
export function matchVertexPath(path: string): { model: string; verb: string } | null {
  const [, encoded, verb] = VERTEX_PATH.exec(path) ?? [];
  return encoded === undefined || verb === undefined ? null : { model: withAt(encoded), verb };
}

const withAt = (encoded: string): string => encoded.replace(/%40/gi, '@');

const CHAT_LOCATION = '^(?:/v1(?:beta1)?)?/projects/[^/]+/locations/[^/]+';
/** Publishers whose models take Chat Completions there. Mistral's models for documents take something else. */
const CHAT_PUBLISHER = new RegExp(
  `${CHAT_LOCATION}/publishers/(mistralai|ai21)/models/((?!mistral-ocr)[^/:]+):(rawPredict|streamRawPredict)$`,
);
const CHAT_ENDPOINT = new RegExp(`${CHAT_LOCATION}/endpoints/([\\w-]+)/chat/completions$`);

/** What a path says on which Vertex AI takes OpenAI's Chat Completions; null = another path. */
export function matchVertexChatPath(path: string): PathFacts | null {
  const notes = [RAW_NOTE];
  const [, publisher, encoded, verb] = CHAT_PUBLISHER.exec(path) ?? [];
  if (publisher !== undefined && encoded !== undefined) {
    return { raw: { model: `${publisher}/${withAt(encoded)}`, stream: verb === 'streamRawPredict' }, notes };
  }
  const id = CHAT_ENDPOINT.exec(path)?.[1];
  if (id === undefined) return null;
  // One endpoint serves the open models, by the name in the body; any other is a deployment of one model.
  return { raw: { model: id === 'openapi' ? null : `endpoints/${id}`, stream: null }, notes };
}
