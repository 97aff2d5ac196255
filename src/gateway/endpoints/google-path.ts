/** The paths of Google's Gemini API, and the same of Vertex AI: both name the model and the method in the URL. */
import type { PathFacts } from './endpoint.ts';

/** AI Studio's. A model may have slashes, as `@provider/gemini-3.5-flash`; `models/` may stand once more, escaped, in front of it. */
const GEMINI_PATH = /^\/v1(?:beta|alpha|beta1)?\/(?:models|tunedModels)\/(.+):([a-zA-Z]+)$/;
/** Vertex AI's; `/v1` comes from the base URL and may be missing. */
const VERTEX_PATH =
  /^(?:\/v1(?:beta1)?)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/google\/models\/(.+):([a-zA-Z]+)$/;

const RAW_NOTE = 'Raw Vertex path: project and location are those of the saved provider, not those of the path.';

/** What a path with one of `methods` says; null = another path. */
export function factsOfMethods(path: string, methods: ReadonlyMap<string, { stream: boolean }>): PathFacts | null {
  const onVertex = VERTEX_PATH.exec(path);
  const [, encoded = '', name = ''] = onVertex ?? GEMINI_PATH.exec(path) ?? [];
  const method = methods.get(name);
  const model = method === undefined ? '' : (decoded(encoded)?.replace(/^models\//, '') ?? '');
  if (method === undefined || model === '') return null;
  const named = { model, stream: method.stream };
  return onVertex === null ? { raw: null, named, notes: [] } : { raw: named, notes: [RAW_NOTE] };
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
