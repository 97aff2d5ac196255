/** One model out of what several lists say of it. */
import type { TableModel } from '../../src/catalog/model-line.ts';
import { sameSpelling } from '../../src/catalog/model-spellings.ts';
import type { PriceRow, Rate } from '../../src/catalog/price-row.ts';
import { METERS } from '../../src/wire/usage.ts';
import type { ListedModel } from './listed-model.ts';

/** Sizes and abilities: the list with the vendors' pages first, then the one that agents use. */
const ORDER_OF_FACTS = [1, 3, 0, 2];

interface Priced {
  source: number;
  price: PriceRow;
}

/** By platform and name, whatever its case and signs. `told` in the order in which the lists are believed. */
export function mergeLists(told: readonly ListedModel[]): { platform: string; model: TableModel }[] {
  const groups = Map.groupBy(told, ({ platform, name }) => `${platform} ${sameSpelling(name)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ platform: first.platform, model: mergeModel(group) }];
  });
}

function mergeModel(group: readonly ListedModel[]): TableModel {
  const facts = group.toSorted((a, b) => ORDER_OF_FACTS.indexOf(a.source) - ORDER_OF_FACTS.indexOf(b.source));
  const { price, sources, differs } = mergePrices(group);
  const told = <Fact>(read: (one: ListedModel) => Fact | null): Fact | null =>
    facts.map(read).find((fact) => fact !== null) ?? null;
  return {
    id: facts[0]?.name ?? '',
    price,
    sources,
    differs,
    contextTokens: told(({ contextTokens }) => contextTokens),
    maxOutputTokens: told(({ maxOutputTokens }) => maxOutputTokens),
    modalities: [...new Set(facts.flatMap(({ modalities }) => modalities))],
    capabilities: [...new Set(facts.flatMap(({ capabilities }) => capabilities))],
    endsOn: told(({ endsOn }) => endsOn),
    kind: told(({ kind }) => kind) ?? (/embed/i.test(facts[0]?.name ?? '') ? 'embeddings' : 'messages'),
  };
}

/**
 * The first list is believed, unless two others agree with each other and not with it. What agrees with the price that is
 * taken adds the meters that it lacks.
 */
function mergePrices(group: readonly ListedModel[]): Pick<TableModel, 'price' | 'sources' | 'differs'> {
  const priced = bySource(group);
  const [first] = priced;
  if (first === undefined) return { price: null, sources: [], differs: [] };
  const outvoting = priced.find(
    (one) => !agree(one, first) && priced.some((other) => other !== one && agree(one, other)),
  );
  const isOutvoted = outvoting !== undefined && !priced.some((one) => one !== first && agree(one, first));
  const taken = isOutvoted ? outvoting : first;
  const agreeing = priced.filter((one) => agree(one, taken));
  return {
    price: agreeing.toReversed().reduce<PriceRow>((row, { price }) => ({ ...row, ...price }), {}),
    sources: agreeing.map(({ source }) => source),
    differs: priced
      .filter((one) => !agree(one, taken))
      .map(({ source, price }) => ({
        source,
        input: price[METERS.input] ?? null,
        output: price[METERS.output] ?? null,
      })),
  };
}

/** A list may have a model under several names: the first counts. */
function bySource(group: readonly ListedModel[]): Priced[] {
  const found = new Map<number, PriceRow>();
  for (const { source, price } of group) if (price !== null && !found.has(source)) found.set(source, price);
  return [...found].map(([source, price]) => ({ source, price })).toSorted((a, b) => a.source - b.source);
}

function agree(one: Priced, other: Priced): boolean {
  return [METERS.input, METERS.output].every((meter) => same(one.price[meter], other.price[meter]));
}

/** A list that does not tell a price for output agrees with a zero. */
function same(one: Rate | undefined, other: Rate | undefined): boolean {
  if (typeof one === 'object' && one !== null && typeof other === 'object' && other !== null) {
    return one.base === other.base && one.above === other.above && one.threshold === other.threshold;
  }
  return (one ?? 0) === (other ?? 0);
}
