/**
 * Models of every provider with prices, sizes, abilities and last days, from published lists. The table is data beside this
 * file; `npm run models` writes it. A platform is indexed when it is first asked about.
 */
import { METERS } from '../wire/usage.ts';
import { MAX_NAME_CHARACTERS } from './by-name.ts';
import { readModelLine, type TableModel } from './model-line.ts';
import { sameSpelling, spellingsOf, withoutSnapshot } from './model-spellings.ts';
import type { PriceRow, Rate } from './price-row.ts';
import table from './models.gen.json' with { type: 'json' };

/** The lists, by the index that models name them with. */
export const MODEL_SOURCES: readonly { name: string; date: string }[] = table.sources;
/** Of all lines: two tables with one fingerprint say the same. */
export const TABLE_FINGERPRINT: string = table.fingerprint;

const LINES: Readonly<Record<string, readonly string[]>> = table.platforms;

export const TABLE_PLATFORMS: readonly string[] = Object.keys(LINES);

/** Of one platform, in the order of the lists; empty = no list has it. */
export function tableModels(platform: string): readonly TableModel[] {
  return linesOf(platform).map(readModelLine);
}

/** By this name and no other, but for case and the signs between words. */
export function findExactly(platform: string, name: string): TableModel | null {
  const line = indexOf(platform)?.get(sameSpelling(name));
  return line === undefined ? null : readModelLine(line);
}

/** By any spelling: another case, a date more or less, `-latest`, a maker, a Bedrock profile. */
export function findBySpelling(platform: string, name: string): TableModel | null {
  if (name.length > MAX_NAME_CHARACTERS || indexOf(platform) === null) return null;
  return (
    findExactly(platform, name) ??
    spellingsOf(name).reduce<TableModel | null>((known, spelling) => known ?? findExactly(platform, spelling), null)
  );
}

/**
 * What each meter costs. Lists name a price of its own for what differs from plain input, and all other input costs what
 * input costs. Audio and images of output do so where the first list, which says that, agrees; else they have no price.
 */
export function completedRow({ price, sources }: Pick<TableModel, 'price' | 'sources'>): PriceRow | null {
  if (price === null) return null;
  const input = price[METERS.input] ?? null;
  const whole: Record<string, Rate> = { ...price };
  const put = (meter: string, otherwise: Rate | undefined): void => {
    if (whole[meter] === undefined && otherwise !== null && otherwise !== undefined) whole[meter] = otherwise;
  };
  if (sources.includes(0)) {
    put('input_audio_tokens', input);
    put('output_image_tokens', price[METERS.output]);
  }
  put(METERS.cacheRead, input);
  put(METERS.cacheWrite5m, input);
  put('cache_write_tokens', whole[METERS.cacheWrite5m]);
  put('input_image_tokens', input);
  put('input_video_tokens', input);
  put('cache_read_audio_tokens', sources.includes(0) ? whole[METERS.cacheRead] : whole['input_audio_tokens']);
  return whole;
}

const linesOf = (platform: string): readonly string[] =>
  Object.hasOwn(LINES, platform) ? (LINES[platform] ?? []) : [];

const indices = new Map<string, ReadonlyMap<string, string>>();

/** null = no list has the platform. A name without a snapshot means the newest snapshot, where no model has that name. */
function indexOf(platform: string): ReadonlyMap<string, string> | null {
  const before = indices.get(platform);
  if (before !== undefined) return before;
  const lines = linesOf(platform);
  if (lines.length === 0) return null;
  const index = new Map<string, string>();
  const snapshots = new Map<string, string>();
  for (const line of lines) {
    const name = line.slice(0, line.indexOf('|'));
    index.set(sameSpelling(name), line);
    const plain = withoutSnapshot(name);
    if (plain !== null) snapshots.set(sameSpelling(plain), line);
  }
  for (const [plain, line] of snapshots) if (!index.has(plain)) index.set(plain, line);
  indices.set(platform, index);
  return index;
}
