/** The paths of Google's Gemini API, and the same of Vertex AI: both name the model and the method in the URL. */
import type { PathFacts } from './endpoint.ts';

/** AI Studio's. A model may have slashes, as `@provider/gemini-3.5-flash`; `models/` may stand once more, escaped, in front of it. */
const GEMINI_PATH = /^\/v1(?:beta|alpha|beta1)?\/(?:models|tunedModels)\/(.+):([a-zA-Z]+)$/;
/** Vertex AI's; `/v1` comes from the base URL and may be missing. */
const VERTEX_PATH =
  /^(?:\/v1(?:beta1)?)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/google\/models\/(.+):([a-zA-Z]+)$/;

const RAW_NOTE = 'Raw Vertex path: project and location are those of the saved provider, not those of the path.';

interface GooglePath {
  model: string;
  method: string;
  /** For the log row. */
  notes: readonly string[];
}

/** null = another path. */
function matchGooglePath(path: string): GooglePath | null {
  const vertex = VERTEX_PATH.exec(path);
  const [, encoded, method] = vertex ?? GEMINI_PATH.exec(path) ?? [];
  if (encoded === undefined || method === undefined) return null;
  const model = decoded(encoded)?.replace(/^models\//, '');
  return model === undefined || model === '' ? null : { model, method, notes: vertex === null ? [] : [RAW_NOTE] };
}

/** What a path with one of `methods` says; null = another path. */
export function factsOfMethods(path: string, methods: ReadonlyMap<string, { stream: boolean }>): PathFacts | null {
  const found = matchGooglePath(path);
  const method = found === null ? undefined : methods.get(found.method);
  if (found === null || method === undefined) return null;
  return { raw: null, named: { model: found.model, stream: method.stream }, notes: found.notes };
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
