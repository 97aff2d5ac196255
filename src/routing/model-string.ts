/** Parses `@slug/model`: a model with the saved provider that serves it (contract#model-names). */

/** The slug ends at the first slash; the model may have slashes of its own. */
export function splitModel(model: string): { slug: string | null; model: string } {
  const slash = model.indexOf('/');
  if (!model.startsWith('@') || slash === -1) return { slug: null, model };
  return { slug: model.slice(1, slash), model: model.slice(slash + 1) };
}
