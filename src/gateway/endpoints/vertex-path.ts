/** The paths of Claude Code's own Vertex mode, which Tollgate serves as well. */

/** `/v1` comes from the base URL and may be missing. `@` may be escaped. */
const VERTEX_PATH =
  /^(?:\/v1)?\/projects\/[^/]+\/locations\/[^/]+\/publishers\/anthropic\/models\/([^/:]+):(rawPredict|streamRawPredict)$/;

export const RAW_NOTE = 'Raw Vertex path: project and location are those of the saved provider, not those of the path.';

/** null = another path. */
export function matchVertexPath(path: string): { model: string; verb: string } | null {
  const [, encoded, verb] = VERTEX_PATH.exec(path) ?? [];
  return encoded === undefined || verb === undefined ? null : { model: encoded.replace(/%40/gi, '@'), verb };
}
