/** All that is known of the models of a platform, for people who choose one: names, sizes, what they can do, prices. */
import type { ClaudeModel } from './claude-models.data.ts';
import { factsWithImports } from './facts-with-imports.ts';
import { importedModel, importedNames, type ImportedModel } from './imported.ts';
import { findFamily, findModel, listModels, modelIdentity, type ListedModel } from './models.ts';
import { factorOf, ownRow, UNCHANGED, type OwnPrice, type PriceFactors } from './own-prices.ts';
import { findPriceRow, pricedNames } from './price-book.ts';
import type { PriceRow, Rate } from './price-row.ts';

/** What a model makes. */
export type ModelKind = 'messages' | 'embeddings' | 'images' | 'speech' | 'transcriptions' | 'rankings';

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
}

/** Each once: those that `GET /v1/models` lists, then what the price lists and imports have beside. */
export function knownModels(platform: string): readonly KnownModel[] {
  const listed = listModels(platform);
  const byIdentity = new Map(listed.map(({ id }) => [modelIdentity(id), id]));
  for (const name of [...pricedNames(platform), ...importedNames(platform)]) {
    const identity = modelIdentity(name);
    // Retired Claude models have prices yet, for old clients, and are offered to nobody.
    if (!byIdentity.has(identity) && findFamily(name)?.retired !== true) byIdentity.set(identity, name);
  }
  const ofCatalog = new Map(listed.map((model) => [model.id, model]));
  return [...byIdentity.values()].map((name) => describeKnown(platform, name, ofCatalog.get(name)));
}

/** One by any name, also of a model that nothing is known of. */
export function describeKnown(platform: string, name: string, listed?: ListedModel): KnownModel {
  const claude = findFamily(name);
  const imported = importedModel(platform, name);
  const price = findPriceRow(platform, name);
  return {
    id: name,
    displayName: listed?.displayName ?? claude?.displayName ?? name,
    kind: listed?.makes === 'embeddings' ? 'embeddings' : listed === undefined ? kindOf(name, price) : 'messages',
    otherNames: spellingsOf(name),
    contextTokens: claude?.contextWindow ?? imported?.contextTokens ?? null,
    maxOutputTokens: factsWithImports(platform, name).maxOutputTokens,
    ...abilitiesOf(claude, imported),
    endsOn: endOf(platform, claude, imported),
    price,
  };
}

/** An import that only says "deprecated" gives no day. */
function endOf(platform: string, claude: ClaudeModel | undefined, imported: ImportedModel | null): string | null {
  return imported?.deprecatedOn || (claude?.endsOn?.[platform] ?? null);
}

/** All of Claude. Source: the vendor's model pages, 2026-11. */
const CLAUDE_READS = ['text', 'image', 'pdf'];

function abilitiesOf(claude: ClaudeModel | undefined, imported: ImportedModel | null) {
  const { modalities = [], capabilities = [] } = imported ?? {};
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

/** By what it is billed for; an embedding makes no tokens. */
function kindOf(name: string, price: PriceRow | null): ModelKind {
  const meters = Object.keys(price ?? {});
  const billed = KIND_BY_METER.find(([pattern]) => meters.some((meter) => pattern.test(meter)));
  if (billed !== undefined) return billed[1];
  return /embed/i.test(name) ? 'embeddings' : 'messages';
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
