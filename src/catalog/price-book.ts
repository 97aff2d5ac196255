/**
 * What a request cost, in exact integers: counts × pico-dollars, times percentages, summed, and rounded half up to whole
 * nano-dollars once, at the very end. What has no price is unpriced, which is never the same as free, and says why.
 */
import type { NanoDollars } from '../kernel/ids.ts';
import type { PriceLine } from '../kernel/price-line.ts';
import { isCount, METERS, TOKENS } from '../wire/usage.ts';
import type { Meters, Pass, Usage } from '../wire/usage.ts';
import { MAX_NAME_CHARACTERS, rememberedByName } from './by-name.ts';
import { fingerprintOf } from './fingerprint.ts';
import { findFamily, withoutPublisher } from './models.ts';
import { ownRow, UNCHANGED, weighted, type OwnPrice, type PriceFactors } from './own-prices.ts';
import { CACHE_WRITE_1H_PER_INPUT, FREE_METERS, OVERLAY, OVERLAY_DATE, WEB_SEARCH } from './price-overlay.ts';
import { PLATFORMS, SURCHARGES } from './price-surcharges.data.ts';
import { percentFor } from './surcharges.ts';
import { importedModel, importedSource } from './imported.ts';
import { OPERATION_PRICES } from './operation-prices.data.ts';
import type { TableModel } from './model-line.ts';
import { completedRow, findBySpelling, findExactly, tableModels, TABLE_FINGERPRINT } from './model-table.ts';
import { matches, nameFor, namesExactly, versionIn, type MatchRule } from './price-match.ts';
import type { PriceRow, Rate } from './price-row.ts';
import byRule from './prices-by-rule.gen.json' with { type: 'json' };
import generated from './prices.gen.json' with { type: 'json' };

export interface PriceQuestion {
  platform: string;
  /** As requested of the upstream, in any spelling. The model that answered wins, where the upstream reported it. */
  model: string;
  /** null = not known, priced as `global`. */
  region: string | null;
  usage: Usage;
  /** What the integration says of the price of `model`; absent = nothing. */
  own?: OwnPrice | undefined;
}

/** `unpriced` says what has no price, for the log row. */
export type Price = { costNanoUsd: NanoDollars } | { unpriced: string };

/** Every row by platform and model id, as compiled from the package and the overlay. */
export const PRICE_ROWS: ReadonlyMap<string, ReadonlyMap<string, PriceRow>> = compileBook();

/** Stored with every log row, so that a cost can be explained later: package, overlay date, fingerprint of all rows. */
export const PRICE_BOOK_VERSION = `${generated.source}+${OVERLAY_DATE}.${fingerprint()}`;

/** The same with what was imported on top. */
export function priceBookVersion(): string {
  const source = importedSource();
  return source === '' ? PRICE_BOOK_VERSION : `${PRICE_BOOK_VERSION}+${source}`;
}

/** At most so many percentages multiply one amount. */
const MAX_PERCENTAGES = 6;
/** Pico-dollars in a nano-dollar, times the percentages and the factors of the integration. */
const SCALE = 1000n * 100n ** BigInt(MAX_PERCENTAGES) * UNCHANGED;
/** 100 per cent, as often. */
const ONE = 100n ** BigInt(MAX_PERCENTAGES);

/**
 * The cost of one request. Unpriced when the usage could not be read in full, when the model is unknown, or when something
 * was used that has no published price under the terms it was served on.
 */
export function priceOf(question: PriceQuestion): Price {
  const { usage } = question;
  if (usage.unread.length > 0) return { unpriced: `${usage.unread.join(', ')} could not be read` };
  let scaled = 0n;
  for (const pass of passesOf(usage)) {
    const amounts = passAmounts(question, pass);
    if (typeof amounts === 'string') return { unpriced: amounts };
    for (const amount of amounts) scaled += amount.scaled;
  }
  const nano = (scaled + SCALE / 2n) / SCALE;
  if (nano > BigInt(Number.MAX_SAFE_INTEGER)) return { unpriced: 'the cost is too large to be right' };
  return { costNanoUsd: Number(nano) as NanoDollars };
}

/** The lines that `priceOf` adds up, in the order of the meters. What has no price has no line, nor has what is free. */
export function priceLines(question: PriceQuestion): PriceLine[] {
  return passesOf(question.usage).flatMap((pass) => {
    const amounts = passAmounts(question, pass);
    if (typeof amounts === 'string') return [];
    return amounts.map(({ meter, units, scaled }) => ({
      meter,
      units,
      unit_pico_usd: Number((scaled * 1_000_000n) / (SCALE * BigInt(units))) / 1000,
      ...(pass.model === null ? {} : { model: pass.model }),
    }));
  });
}

function passesOf({ meters, passes }: Usage): readonly Pass[] {
  return [{ kind: 'message', model: null, meters }, ...passes];
}

interface Amount {
  meter: string;
  units: number;
  /** Pico-dollars × `SCALE` / 1000. */
  scaled: bigint;
}

/** What each meter of a pass costs, or what of it has no price. Percentages multiply tokens alone. */
function passAmounts(question: PriceQuestion, pass: Pass): Amount[] | string {
  const { platform, model: asked, region, usage, own } = question;
  const model = pass.model ?? usage.model ?? asked;
  const found = pass.model === null ? findPrice(question) : findRow(platform, pass.model);
  if (found === null) return `the model "${model.slice(0, 100)}" has no price on ${platform}`;
  const { id, row } = found;
  const multiplier = percentages({ platform, id, terms: region === null ? usage.terms : { ...usage.terms, region } });
  if (typeof multiplier === 'string') return multiplier;
  const listed = listAmounts(row, pass.meters, own?.factors ?? null);
  if (typeof listed === 'string') return `${listed} of ${id} has no price on ${platform}`;
  for (const amount of listed) amount.scaled *= amount.meter.endsWith(TOKENS) ? multiplier : ONE;
  return listed;
}

/** Before percentages; or the meter that has no price. */
function listAmounts(row: PriceRow, meters: Meters, factors: PriceFactors | null): Amount[] | string {
  const prompt = promptTokens(meters);
  const amounts: Amount[] = [];
  for (const [meter, units] of Object.entries(meters)) {
    if (units === 0 || FREE_METERS.has(meter)) continue;
    const rate = rateAt(rateFor(row, meter), prompt);
    // An upstream's numbers are not ours: a negative or broken count must not become a cost.
    if (rate === null || !isCount(units)) return meter;
    amounts.push({ meter, units, scaled: BigInt(rate) * weighted(factors, meter, meters) });
  }
  return amounts;
}

/**
 * By the model that answered, or else the one that was asked for. What the integration says of the latter holds for the
 * answer, whatever the provider calls its model; a further pass by another model costs what that one does.
 */
function findPrice({ platform, model: asked, usage, own }: PriceQuestion): FoundRow | null {
  const answered = usage.model;
  if (own === undefined || (own.row === null && own.baseModel === null)) return findRow(platform, answered ?? asked);
  const published = findRow(platform, own.baseModel ?? answered ?? asked);
  if (own.row === null) return published;
  return { id: published?.id ?? asked, row: ownRow(own.row, published?.row ?? null) };
}

/** The published price of a model, by any of its spellings; null = there is none. */
export function findPriceRow(platform: string, model: string): PriceRow | null {
  return findRow(platform, model)?.row ?? null;
}

interface FoundRow {
  /** Of the model, or of the row that stands for it. */
  id: string;
  row: PriceRow;
}

function findRow(platform: string, model: string): FoundRow | null {
  const imported = importedModel(platform, model)?.price ?? null;
  const published = findPublished(platform, model);
  if (imported === null) return published;
  // What the import does not price costs what the release says.
  return { id: published?.id ?? model, row: { ...published?.row, ...imported } };
}

const findPublished = rememberedByName((platform, model): FoundRow | null => {
  const id = findFamily(model)?.id ?? withoutPublisher(model);
  const row = PRICE_ROWS.get(platform)?.get(id);
  return row === undefined ? (findOperation(platform, model) ?? findListed(platform, model)) : { id, row };
});

/** Its price has a source of its own: rows by model, operations, or an import. */
export function isPricedByHand(platform: string, model: string): boolean {
  const id = findFamily(model)?.id ?? withoutPublisher(model);
  return (
    importedModel(platform, model)?.price != null ||
    PRICE_ROWS.get(platform)?.has(id) === true ||
    findOperation(platform, model) !== null
  );
}

/** The table by the very name, then the rules of the first list, then the table by other spellings. */
function findListed(platform: string, model: string): FoundRow | null {
  return (
    ofTable(findExactly(platform, model)) ?? findByRule(platform, model) ?? ofTable(findBySpelling(platform, model))
  );
}

function ofTable(model: TableModel | null): FoundRow | null {
  const row = model === null ? null : completedRow(model);
  return model === null || row === null ? null : { id: model.id, row };
}

/** Of models that are billed by the image, the character, the second or the search. */
function findOperation(platform: string, model: string): FoundRow | null {
  const name = withoutPublisher(model);
  return OPERATION_PRICES.find(({ platforms, match }) => platforms.includes(platform) && matches(match, name)) ?? null;
}

/** The rules are those of the first of MODEL_SOURCES. */
const FIRST_LIST = 0;
const RULES: Readonly<Record<string, readonly (FoundRow & { match: MatchRule })[]>> = byRule.platforms;

/** Models that have a price on a platform beside the catalog's own: by the name that its requests use. */
export function pricedNames(platform: string): readonly string[] {
  const operations = OPERATION_PRICES.filter(({ platforms }) => platforms.includes(platform));
  return [...tableModels(platform).map(({ id }) => id), ...operations.map(({ id, match }) => nameFor(match, id))];
}

/** The first row whose rule fits; a rule by a part of the name holds for names of the same version alone. */
function findByRule(platform: string, model: string): FoundRow | null {
  const rows = Object.hasOwn(RULES, platform) ? RULES[platform] : undefined;
  if (rows === undefined || model.length > MAX_NAME_CHARACTERS) return null;
  const name = model.toLowerCase().replace(/^google\//, '');
  const found = rows.find(({ match }) => matches(match, name)) ?? null;
  const isMeant = found !== null && (namesExactly(found.match, name) || versionIn(found.id) === versionIn(name));
  const row = isMeant ? completedRow({ price: found.row, sources: [FIRST_LIST] }) : null;
  return found === null || row === null ? null : { id: found.id, row };
}

/** Where images of every kind cost the same, the row has one rate for all. */
function rateFor(row: PriceRow, meter: string): Rate | undefined {
  if (Object.hasOwn(row, meter)) return row[meter];
  return meter.startsWith('images_') && Object.hasOwn(row, 'images') ? row['images'] : undefined;
}

interface Served {
  platform: string;
  /** The model's id in the catalog. */
  id: string;
  terms: Readonly<Record<string, string>>;
}

/** The product of all percentages, over 100 to the power of `MAX_PERCENTAGES`; or the term that has no price. */
function percentages({ platform, id, terms }: Served): bigint | string {
  let product = ONE;
  const told = Object.entries(terms);
  if (told.length > MAX_PERCENTAGES) return 'it was served on more terms than are known';
  for (const [term, value] of told) {
    const percent = percentFor({ platform, term, value, model: id });
    if (percent === null) return `${term} "${value}" of ${id} has no price on ${platform}`;
    product = (product / 100n) * BigInt(percent);
  }
  return product;
}

const OF_PROMPT = /^(?:input|cache)_\w*tokens$/;

/** Of every kind: text, audio and images, read from the cache or not. */
function promptTokens(meters: Meters): number {
  let sum = 0;
  for (const [meter, used] of Object.entries(meters)) if (OF_PROMPT.test(meter)) sum += used;
  return sum;
}

function rateAt(rate: Rate | undefined, promptSize: number): number | null {
  if (rate === null || rate === undefined || typeof rate === 'number') return rate ?? null;
  return promptSize > rate.threshold ? rate.above : rate.base;
}

function compileBook(): Map<string, Map<string, PriceRow>> {
  const book = new Map<string, Map<string, PriceRow>>();
  const platforms: Readonly<Record<string, Readonly<Record<string, PriceRow>>>> = generated.platforms;
  for (const platform of PLATFORMS) {
    const rows = new Map<string, PriceRow>();
    for (const [id, row] of Object.entries({ ...platforms[platform], ...overlaid(platform) })) {
      rows.set(id, id.startsWith('claude-') ? completed(row) : row);
    }
    book.set(platform, rows);
  }
  return book;
}

/** What Claude's price lists leave out because it follows from the rest. */
function completed(row: PriceRow): PriceRow {
  const isCached = row[METERS.cacheWrite5m] != null;
  const write1h = isCached ? multiple(row[METERS.input] ?? null, CACHE_WRITE_1H_PER_INPUT) : null;
  return {
    ...row,
    [METERS.cacheWrite1h]: row[METERS.cacheWrite1h] ?? write1h,
    [METERS.webSearch]: row[METERS.webSearch] ?? WEB_SEARCH,
  };
}

function overlaid(platform: string): Record<string, PriceRow> {
  return Object.fromEntries(Object.entries(OVERLAY[platform] ?? {}).map(([id, { row }]) => [id, row]));
}

function multiple(rate: Rate, factor: number): Rate {
  if (rate === null || typeof rate === 'number') return rate === null ? null : rate * factor;
  return { ...rate, base: rate.base * factor, above: rate.above * factor };
}

/** Of every row: two books with one fingerprint price alike. */
function fingerprint(): string {
  return fingerprintOf(
    JSON.stringify([
      [...PRICE_ROWS].map(([platform, rows]) => [platform, [...rows]]),
      SURCHARGES,
      byRule.platforms,
      OPERATION_PRICES,
      TABLE_FINGERPRINT,
    ]),
  );
}
