/** The published price list: names with prices, dollars per million tokens. */
import { readPortkey } from '../../src/catalog/import/portkey.ts';
import type { PriceRow, Rate } from '../../src/catalog/price-row.ts';
import { METERS } from '../../src/wire/usage.ts';
import type { JsonObject } from '../../src/wire/json/object.ts';
import { NOTHING_TOLD, type ListedModel } from './listed-model.ts';

/** Google's prices below and above a number of input tokens are two names there. */
const TIER = /-(lte|gt)-(\d+)k$/;

export function readPublished(list: JsonObject, source: number): ListedModel[] {
  const rows = new Map<string, { platform: string; name: string; price: PriceRow }>();
  const above: { key: string; price: PriceRow; threshold: number }[] = [];
  for (const { platform, name, price } of readPortkey({ providers: list['providers'] }, null, () => undefined)) {
    if (price === null || !isSold(price)) continue;
    const [, side, thousands] = TIER.exec(name) ?? [];
    const plain = name.replace(TIER, '');
    const key = `${platform} ${plain}`;
    if (side === 'gt') above.push({ key, price, threshold: Number(thousands) * 1000 });
    else if (!rows.has(key) || side === 'lte') rows.set(key, { platform, name: plain, price });
  }
  for (const { key, price, threshold } of above) {
    const row = rows.get(key);
    if (row !== undefined) row.price = tiered(row.price, price, threshold);
  }
  return [...rows.values()].map((row) => ({ ...NOTHING_TOLD, ...row, source }));
}

/** Its zeros stand for what is not sold by the token. */
const isSold = (price: PriceRow): boolean => Object.values(price).some((rate) => typeof rate === 'number' && rate > 0);

function tiered(row: PriceRow, above: PriceRow, threshold: number): PriceRow {
  const both = Object.entries(row).map(([meter, base]): [string, Rate] => {
    const more = above[meter];
    const isDearer =
      meter !== METERS.webSearch && typeof base === 'number' && typeof more === 'number' && more !== base;
    return [meter, isDearer ? { base, above: more, threshold } : base];
  });
  return Object.fromEntries(both);
}
