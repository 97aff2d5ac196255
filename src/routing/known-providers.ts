/** Lists the provider ids for an error message: those most similar to a misspelt one first. */

const SHOWN = 6;

export function knownProviders(ids: Iterable<string>, asked: string): string {
  const ranked = [...ids].toSorted((a, b) => sharedStart(b, asked) - sharedStart(a, asked) || (a < b ? -1 : 1));
  const others = ranked.length - SHOWN;
  const shown = ranked.slice(0, SHOWN).join(', ');
  return others > 0 ? `${shown} and ${others} more` : shown;
}

function sharedStart(id: string, asked: string): number {
  let length = 0;
  while (length < id.length && id[length] === asked[length]) length += 1;
  return length;
}
