/** `thinking` in the type that the model takes: clients choose it by the name they know, which a gateway may have mapped. */
import type { Edit } from '../../json/edit.ts';
import { isObject } from '../../json/object.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import type { ModelFacts } from '../../model-facts.ts';

/** What Claude Code asks for where it sets a budget itself. */
const USUAL_BUDGET = 31_999;
const SMALLEST_BUDGET = 1024;

export interface Mended {
  edits: Edit[];
  notes: string[];
}

const NOTHING: Mended = { edits: [], notes: [] };

/** `maxTokens` is the limit that goes upstream, null where there is none. Throws SyntaxError when `thinking` is no JSON. */
export function mendThinking(document: JsonDocument, facts: ModelFacts, maxTokens: number | null): Mended {
  const thinking: unknown = readMember(document, 'thinking');
  if (typeof thinking !== 'object' || thinking === null || !('type' in thinking)) return NOTHING;
  switch (thinking.type) {
    case 'adaptive':
      if (!facts.refusesAdaptiveThinking) return NOTHING;
      return facts.refusesEnabledThinking ? without(document, 'adaptive') : withBudget(document, maxTokens);
    case 'enabled':
      if (facts.refusesEnabledThinking)
        return facts.refusesAdaptiveThinking ? without(document, 'enabled') : adaptive();
      return 'budget_tokens' in thinking ? shrunk(thinking.budget_tokens, maxTokens) : NOTHING;
    case 'disabled':
      return facts.refusesDisabledThinking ? without(document, 'disabled') : NOTHING;
    default:
      return NOTHING;
  }
}

function adaptive(): Mended {
  return { edits: [set({ type: 'adaptive' })], notes: ['thinking enabled sent as adaptive'] };
}

function withBudget(document: JsonDocument, maxTokens: number | null): Mended {
  const budget = Math.min(USUAL_BUDGET, (maxTokens ?? USUAL_BUDGET + 1) - 1);
  // No room for the smallest budget: such a short answer is better without thinking than refused.
  if (budget < SMALLEST_BUDGET) return without(document, 'adaptive');
  const value = { type: 'enabled', budget_tokens: budget };
  return { edits: [set(value)], notes: [`thinking adaptive sent as enabled with a budget of ${budget}`] };
}

/** A budget must stay below `max_tokens`, which may have been lowered to the model's own limit. */
function shrunk(budget: unknown, maxTokens: number | null): Mended {
  if (typeof budget !== 'number' || maxTokens === null || budget < maxTokens || maxTokens <= SMALLEST_BUDGET)
    return NOTHING;
  const value = { type: 'enabled', budget_tokens: maxTokens - 1 };
  return { edits: [set(value)], notes: [`thinking budget ${budget} lowered to ${maxTokens - 1}`] };
}

/** Claude Code asks for old thinking to be cleared whenever it thinks; without thinking that edit is refused. */
function without(document: JsonDocument, type: string): Mended {
  const clearing = withoutClearing(document);
  return {
    edits: [{ type: 'remove', key: 'thinking' }, ...clearing],
    notes: ['thinking', ...clearing.map(({ key }) => key)].map(
      (key) => `${key} dropped: the model refuses ${type} thinking`,
    ),
  };
}

/** Other edits stay: they change what the model reads. */
function withoutClearing(document: JsonDocument): KeyEdit[] {
  const key = 'context_management';
  const management: unknown = readMember(document, key);
  if (!isObject(management) || !Array.isArray(management['edits'])) return [];
  const edits: unknown[] = management['edits'];
  const kept = edits.filter((edit) => !isObject(edit) || !String(edit['type']).startsWith('clear_thinking_'));
  if (kept.length === edits.length) return [];
  if (kept.length === 0) return [{ type: 'remove', key }];
  return [{ type: 'set', key, json: JSON.stringify({ ...management, edits: kept }) }];
}

type KeyEdit = Exclude<Edit, { type: 'splice' }>;

function set(value: object): Edit {
  return { type: 'set', key: 'thinking', json: JSON.stringify(value) };
}
