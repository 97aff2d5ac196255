/** All that is known of the models of a platform, for people who choose one: names, sizes, what they can do, prices. */
import { atOnce, type Slices } from '../kernel/slices.ts';
import type { ClaudeModel } from './claude-models.data.ts';
import { factsWithImports } from './facts-with-imports.ts';
import { importedModel, importedNames, importedSource, type ImportedModel } from './imported.ts';
import type { ModelKind, TableModel } from './model-line.ts';
import { findBySpelling, MODEL_SOURCES } from './model-table.ts';
import { findFamily, findModel, listModels, modelIdentity, type ListedModel } from './models.ts';
import { factorOf, ownRow, UNCHANGED, type OwnPrice, type PriceFactors } from './own-prices.ts';
import { findPriceRow, isPricedByHand, pricedNames } from './price-book.ts';
import type { PriceRow, Rate } from './price-row.ts';
import { tableFacts } from './table-facts.ts';

export interface KnownModel {
  /** As requests name it. */
  id: string;
  displayName: string;
  kind: ModelKind;
  /** Other spellings that mean exactly this model. */
  otherNames: readonly string[];
  /** Tokens; null = not known. */
  contextTokens: number | null;
  maxOutputTokens: number | null;
  /** What it reads, as `text`, `image`, `pdf`, `audio`; empty = not known. */
  modalities: readonly string[];
  /** As `tools`, `reasoning`, `effort`, `prompt-caching`; empty = not known. */
  capabilities: readonly string[];
  /** As `2026-11-30`; null = none is announced. */
  endsOn: string | null;
  /** null = no price is published. */
  price: PriceRow | null;
  /** The lists that give this price; empty = rows by hand, an import, or no price. */
  priceSources: readonly string[];
  /** Lists that give another price, in pico-dollars for a token. */
  otherPrices: readonly { source: string; input: Rate; output: Rate }[];
}

/** Each once: those that `GET /v1/models` lists, then what the price lists and imports have beside. */
export const knownModels = (platform: string): readonly KnownModel[] => atOnce(knownModelSlices(platform));

/** The same in slices: a thousand models that nobody has asked for yet take a third of a second. */
export function* knownModelSlices(platform: string): Slices<readonly KnownModel[]> {
  const source = importedSource();
  const before = known.get(platform);
  if (before?.source === source) return before.models;
  const models = yield* collectModels(platform);
  known.set(platform, { source, models });
  return models;
}

/** Of models between two pauses. */
const SLICE = 16;

/** Until something else is imported: a platform may have a thousand. */
const known = new Map<string, { source: string; models: readonly KnownModel[] }>();

function* collectModels(platform: string): Slices<readonly KnownModel[]> {
  const listed = listModels(platform);
  const byIdentity = new Map(listed.map(({ id }) => [modelIdentity(id), id]));
  const names = [...pricedNames(platform), ...importedNames(platform)];
  yield;
  for (const [at, name] of names.entries()) {
    if (at % (8 * SLICE) === 0) yield;
    const identity = modelIdentity(name);
    // Retired Claude models have prices yet, for old clients, and are offered to nobody.
    if (!byIdentity.has(identity) && findFamily(name)?.retired !== true) byIdentity.set(identity, name);
  }
  const ofCatalog = new Map(listed.map((model) => [model.id, model]));
  const models: KnownModel[] = [];
  for (const name of byIdentity.values()) {
    if (models.length % SLICE === 0) yield;
    models.push(describeKnown(platform, name, ofCatalog.get(name)));
  }
  return models;
}

/** A model with what it makes for clients: Claude alone answers `messages` by itself, others are translated. */
export interface ListableModel extends KnownModel {
  makes: ListedModel['makes'] | ModelKind;
}

/** For `GET /v1/models`: `knownModels`, the newest of Claude first. */
export function listableModels(platform: string): readonly ListableModel[] {
  const listed = new Map(listModels(platform).map(({ id, makes }) => [id, makes]));
  return knownModels(platform).map((model): ListableModel => {
    const makes = listed.get(model.id) ?? (model.kind === 'messages' ? 'chat' : model.kind);
    return { ...model, makes };
  });
}

/** One by any name, also of a model that nothing is known of. */
export function describeKnown(platform: string, name: string, listed?: ListedModel): KnownModel {
  const claude = findFamily(name);
  const imported = importedModel(platform, name);
  const price = findPriceRow(platform, name);
  // Claude's rows are by hand, with the vendor's own pages.
  const table = claude === undefined ? tableFacts(platform, name) : null;
  return {
    id: name,
    displayName: listed?.displayName ?? claude?.displayName ?? name,
    kind: listed === undefined ? kindOf(name, price, table) : listed.makes === 'embeddings' ? 'embeddings' : 'messages',
    otherNames: spellingsOf(name),
    contextTokens: claude?.contextWindow ?? contextOf(imported, table),
    maxOutputTokens: factsWithImports(platform, name).maxOutputTokens,
    ...abilitiesOf(claude, imported, table),
    endsOn: imported?.deprecatedOn || endOf(platform, claude, table),
    price,
    ...listsOf(platform, name),
  };
}

const contextOf = (imported: ImportedModel | null, table: Pick<TableModel, 'contextTokens'> | null): number | null =>
  imported?.contextTokens ?? table?.contextTokens ?? null;

function endOf(
  platform: string,
  claude: ClaudeModel | undefined,
  table: Pick<TableModel, 'endsOn'> | null,
): string | null {
  return claude?.endsOn?.[platform] ?? table?.endsOn ?? null;
}

/** Of a price from the table alone: what goes before it has sources of its own. */
function listsOf(platform: string, name: string): Pick<KnownModel, 'priceSources' | 'otherPrices'> {
  const model = isPricedByHand(platform, name) ? null : findBySpelling(platform, name);
  const nameOf = (source: number): string => MODEL_SOURCES[source]?.name ?? '';
  return {
    priceSources: (model?.sources ?? []).map(nameOf),
    otherPrices: (model?.differs ?? []).map(({ source, input, output }) => ({ source: nameOf(source), input, output })),
  };
}

/** All of Claude. Source: the vendor's model pages, 2026-11. */
const CLAUDE_READS = ['text', 'image', 'pdf'];

function abilitiesOf(
  claude: ClaudeModel | undefined,
  imported: ImportedModel | null,
  table: Pick<TableModel, 'modalities' | 'capabilities'> | null,
) {
  const { modalities, capabilities } = told(imported, table);
  if (claude === undefined) return { modalities, capabilities };
  const thinks = claude.thinking.some((type) => type !== 'disabled');
  return {
    modalities: [...new Set([...CLAUDE_READS, ...modalities])],
    capabilities: [
      ...new Set([
        'tools',
        'prompt-caching',
        ...(thinks ? ['reasoning'] : []),
        ...(claude.effort ? ['effort'] : []),
        ...capabilities,
      ]),
    ],
  };
}

/** What was imported, where it says anything. */
function told(...sources: readonly (Pick<TableModel, 'modalities' | 'capabilities'> | null)[]) {
  const first = (read: (one: Pick<TableModel, 'modalities' | 'capabilities'>) => readonly string[]) =>
    sources.map((one) => (one === null ? [] : read(one))).find((words) => words.length > 0) ?? [];
  return { modalities: first((one) => one.modalities), capabilities: first((one) => one.capabilities) };
}

function spellingsOf(name: string): readonly string[] {
  const exact = findModel(name);
  if (exact === undefined) return [];
  const { id, vertexId, bedrockId, aliases } = exact;
  return [...new Set([id, ...aliases, vertexId, bedrockId])].filter((spelling) => spelling !== name);
}

const KIND_BY_METER: readonly (readonly [RegExp, ModelKind])[] = [
  [/^images(?:_|$)/, 'images'],
  [/^characters$/, 'speech'],
  [/^audio_seconds$/, 'transcriptions'],
  [/^search_units$/, 'rankings'],
];

/** By what the lists say, or else by what it is billed for; an embedding makes no tokens. */
function kindOf(name: string, price: PriceRow | null, table: Pick<TableModel, 'kind'> | null): ModelKind {
  if (table !== null) return table.kind;
  const meters = Object.keys(price ?? {});
  const billed = KIND_BY_METER.find(([pattern]) => meters.some((meter) => pattern.test(meter)));
  return billed?.[1] ?? (/embed/i.test(name) ? 'embeddings' : 'messages');
}

/** What the model costs at an integration that sets prices or factors of its own. Rates are whole pico-dollars. */
export function offeredPrice(platform: string, model: string, own: OwnPrice): PriceRow | null {
  const published = findPriceRow(platform, own.baseModel ?? model);
  const row = own.row === null ? published : ownRow(own.row, published);
  if (row === null || own.factors === null) return row;
  const { factors } = own;
  return Object.fromEntries(Object.entries(row).map(([meter, rate]) => [meter, scaled(rate, { meter, factors })]));
}

function scaled(rate: Rate, { meter, factors }: { meter: string; factors: PriceFactors }): Rate {
  const times = (pico: number): number => Number((BigInt(pico) * factorOf(factors, meter, {})) / UNCHANGED);
  if (rate === null || typeof rate === 'number') return rate === null ? null : times(rate);
  return { ...rate, base: times(rate.base), above: times(rate.above) };
}
