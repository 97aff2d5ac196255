/** The locations of Vertex AI: what exists, and what was probably meant by a name that does not. */

/**
 * `global`, the two multi-regions, and Google Cloud's regions. Source: cloud.google.com/about/locations, read 2026-11. A
 * model may be served in a few of them only; that is for Vertex to say.
 */
export const LOCATIONS: readonly string[] = [
  'global us eu',
  'africa-south1',
  'asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2',
  'asia-southeast1 asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2',
  'europe-central2 europe-north1 europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4',
  'europe-west6 europe-west8 europe-west9 europe-west10 europe-west12',
  'me-central1 me-central2 me-west1',
  'northamerica-northeast1 northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1',
  'us-central1 us-east1 us-east4 us-east5 us-east7 us-south1 us-west1 us-west2 us-west3 us-west4 us-west8',
]
  .join(' ')
  .split(' ');

/** More than this share of a name's characters is no slip of the hand. */
const MAX_CHANGED_SHARE = 1 / 3;

/**
 * The location whose name differs least; null when none is near. Names of AWS's kind, as `eu-west-1`, are read in Google's
 * words.
 */
export function nearestLocation(name: string): string | null {
  const words = name.replace(/^eu-/, 'europe-').replace(/^ap-/, 'asia-');
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const location of LOCATIONS) {
    const changes = editDistance(words, location);
    if (changes < least) [best, least] = [location, changes];
  }
  return least <= words.length * MAX_CHANGED_SHARE ? best : null;
}

/** Characters to put in, take out or replace (Levenshtein). Names are bounded by their reader. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
