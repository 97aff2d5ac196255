/** Sizes, abilities and last days of models that have no row of their own, from the table. */
import { MAX_NAME_CHARACTERS, rememberedByName } from './by-name.ts';
import type { TableModel } from './model-line.ts';
import { spellingsOf } from './model-spellings.ts';
import { findExactly } from './model-table.ts';

/** The same makers' models are sold there under other names of platforms: their limits are the models' own. */
const ALSO_AT: Readonly<Record<string, string>> = { 'azure-openai': 'openai', vertex: 'google', google: 'vertex' };

type Facts = Pick<TableModel, 'contextTokens' | 'maxOutputTokens' | 'modalities' | 'capabilities' | 'endsOn' | 'kind'>;

/** By any spelling of the model; null = no list tells its limits. The last day is of this platform alone. */
export const tableFacts = rememberedByName((platform, name): Facts | null => {
  if (name.length > MAX_NAME_CHARACTERS) return null;
  const exact = firstWithLimits(platform, [name]);
  if (exact !== null) return exact;
  const spellings = spellingsOf(name);
  const own = firstWithLimits(platform, spellings);
  if (own !== null || !Object.hasOwn(ALSO_AT, platform)) return own;
  const elsewhere = firstWithLimits(ALSO_AT[platform] ?? platform, spellings);
  return elsewhere === null ? null : { ...elsewhere, endsOn: findExactly(platform, name)?.endsOn ?? null };
});

function firstWithLimits(platform: string, spellings: readonly string[]): TableModel | null {
  for (const spelling of spellings) {
    const model = findExactly(platform, spelling);
    if (model !== null && (model.contextTokens !== null || model.maxOutputTokens !== null)) return model;
  }
  return null;
}
