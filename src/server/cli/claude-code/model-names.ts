/** The model names for a settings.json, and what is wrong with those already in it. */
import { asksForLongContext, withoutContextMark } from '../../../clients/claude-code.ts';
import { CLAUDE_MODELS } from '../../../catalog/claude-models.data.ts';
import { findBySpelling, TABLE_PLATFORMS } from '../../../catalog/model-table.ts';
import { findModel, listModels } from '../../../catalog/models.ts';
import { isPricedByHand } from '../../../catalog/price-book.ts';
import { PROVIDERS } from '../../../providers/registry.gen.ts';

export type Family = 'opus' | 'sonnet' | 'haiku';

/** The newest model of the family that is still served and has a sure price. */
export function newestOf(family: Family): string {
  return (
    CLAUDE_MODELS.find(({ id, retired }) => !retired && id.startsWith(`claude-${family}-`) && isPriced(id))?.id ?? ''
  );
}

/**
 * On every platform that has it, because which one it will run on is the gateway's affair. A price that only the table of models
 * has is not enough: a list may be ahead of the platform.
 */
function isPriced(model: string): boolean {
  return [...PROVIDERS.values()]
    .filter(({ platform }) => listModels(platform).some(({ id }) => id === model))
    .every(({ platform }) => isPricedByHand(platform, model));
}

/** Names that were copied from guide to guide though no provider ever had them, with the ones that were meant. */
const NEVER_EXISTED: Readonly<Record<string, string>> = { 'claude-haiku-4-20250514': 'claude-haiku-4-5' };

/** Claude Code's own words for "the newest of that family". */
const ALIAS = /^(default|best|opus|sonnet|haiku|opusplan)$/;

export interface NameProblem {
  says: string;
  fix: string;
  /** `mapped`: it works, because Tollgate knows what was meant. `elsewhere`: at a provider that has it. `doubtful`: it may work. */
  kind: 'mapped' | 'elsewhere' | 'doubtful';
}

/** Claude Code runs on those too: its requests are translated. */
const isOfAnotherMaker = (name: string): boolean =>
  !name.includes('claude') &&
  TABLE_PLATFORMS.some((platform) => findBySpelling(platform, withoutContextMark(name)) !== null);

/** The provider of the key or of the settings may be another one. */
function withoutProvider(name: string): NameProblem {
  return {
    says: `"${name}" is no Claude model: it runs where the key's provider or config serves it`,
    fix: `nothing, or name it with its provider, as @PROVIDER/${name}`,
    kind: 'elsewhere',
  };
}

/** null when Tollgate knows the name, or Claude Code does. */
export function nameProblem(name: string): NameProblem | null {
  const bare = name.replace(/^@[^/]+\//, '');
  if (ALIAS.test(withoutContextMark(bare))) return null;
  const meant = NEVER_EXISTED[bare.replace('@', '-')];
  if (meant !== undefined)
    return {
      says: `"${bare}" never existed at any provider; Tollgate takes it for ${meant}`,
      fix: `nothing, or name ${meant}`,
      kind: 'mapped',
    };
  const model = findModel(bare);
  const family = /opus|sonnet|haiku/.exec(bare)?.[0] as Family | undefined;
  const newest = newestOf(family ?? 'sonnet');
  if (model === undefined) {
    if (isOfAnotherMaker(bare)) return bare === name ? withoutProvider(bare) : null;
    return {
      says: `"${bare}" is unknown to Tollgate's catalog`,
      fix: `check the spelling, or name ${newest}`,
      kind: 'doubtful',
    };
  }
  if (model.retired) return { says: `"${bare}" is retired`, fix: `name ${newest}`, kind: 'doubtful' };
  if (asksForLongContext(bare) && model.contextWindow < 1_000_000) {
    return {
      says: `${model.displayName} has no context of 1M tokens on Vertex`,
      fix: `name ${model.id}, without [1m]`,
      kind: 'doubtful',
    };
  }
  if (!isPriced(bare)) {
    return {
      says: `"${bare}" has no published price yet: its requests are logged as unpriced`,
      fix: `leave it so, or name ${newest}`,
      kind: 'doubtful',
    };
  }
  return null;
}
