/** The generation of a Gemini model, on which its parameters depend. */

/** 2.5 of `gemini-2.5-pro`; models of unknown name are new ones. */
export function generationOf(model: string): number {
  const found = /gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1];
  return found === undefined ? 3 : Number(found);
}
