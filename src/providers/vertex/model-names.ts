/** Every spelling in which a caller may name a Claude model, turned into Vertex's own. */
import { withoutContextMark } from '../../clients/claude-code.ts';
import { bareClaudeName, withDateAfterAt } from '../../wire/claude-model-name.ts';

/**
 * `platformId` is the catalog's name for the model and wins; without one the spelling is mended: what other platforms put
 * around it goes, with Claude Code's `[1m]`, and a date after a dash goes after an `@`.
 */
export function vertexModelName(name: string, platformId: string | null): string {
  if (platformId !== null) return platformId;
  const alias = VERSION_ALIAS.exec(withoutContextMark(name.trim()))?.[0] ?? '';
  return withDateAfterAt(bareClaudeName(name)) + alias;
}

/** Vertex takes these itself. */
const VERSION_ALIAS = /@(?:default|latest)$/;

/** The counter refuses the aliases that the models themselves accept. */
export function countTokensModelName(name: string, platformId: string | null): string {
  return vertexModelName(name, platformId).replace(VERSION_ALIAS, '');
}
