/** Answers about a model are remembered by the name that the caller gives: several are needed for each request. */
import { BoundedMap } from '../kernel/bounded-map.ts';

/** No real name is longer. What is found for a longer one is not remembered. */
export const MAX_NAME_CHARACTERS = 200;
const MAX_NAMES = 10_000;

/** For answers that stay the same for as long as the process runs. */
export function rememberedByName<Found>(
  find: (platform: string, name: string) => Found,
): (platform: string, name: string) => Found {
  const known = new BoundedMap<{ found: Found }>(MAX_NAMES);
  return (platform, name) => {
    if (name.length > MAX_NAME_CHARACTERS) return find(platform, name);
    const key = `${platform} ${name}`;
    const before = known.get(key);
    if (before !== undefined) return before.found;
    const found = find(platform, name);
    known.set(key, { found });
    return found;
  };
}
