/** Every spelling in which a caller may name a Claude model, turned into one that Anthropic's own API takes. */
import { bareClaudeName, withDashedDate } from '../../wire/claude-model-name.ts';

/** Names without a date that the API takes itself. Source: the vendor's page of models. */
const ALIAS = /^claude-(?:(?:opus|sonnet|haiku)-4-\d|3-[57]-(?:sonnet|haiku)-latest|3-opus-latest)$/;

/**
 * A name that the API takes stays as it is. Any other becomes `platformId`, the catalog's name for the model; without one
 * the spelling is mended: what platforms put around it goes, with Claude Code's `[1m]`, and a date after an `@` goes after a dash.
 */
export function anthropicModelName(name: string, platformId: string | null): string {
  if (ALIAS.test(name)) return name;
  if (platformId !== null) return platformId;
  return withDashedDate(bareClaudeName(name));
}
