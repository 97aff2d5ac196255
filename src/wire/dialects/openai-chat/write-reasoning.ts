/** How much the model is to think, in the member by which its host is asked for it. Which one it is, the target's quirks say. */
import type { Reasoning } from '../../chat/call.ts';
import { budgetOf, effortOf, nearestEffort } from '../../chat/effort.ts';
import { set, type Writing } from '../../chat/writing.ts';
import type { JsonObject } from '../../json/object.ts';

export function writeReasoning(body: JsonObject, state: Writing): void {
  const { reasoning } = state.call;
  if (reasoning === null) return;
  switch (state.options.quirks.reasoningForm) {
    case undefined:
      return writeEffort(body, reasoning, state);
    case 'thinking':
      return writeThinking(body, reasoning, state);
    case 'reasoning':
      return writeObject(body, reasoning, state);
    case 'enable_thinking':
      return writeSwitch(body, reasoning, state);
  }
}

/** `reasoning_effort`, as OpenAI has it. */
function writeEffort(body: JsonObject, reasoning: Reasoning, { options, warnings }: Writing): void {
  const efforts = options.quirks.efforts ?? [];
  if (reasoning.mode === 'off') {
    if (efforts.includes('none')) body['reasoning_effort'] = 'none';
    return;
  }
  const wanted = effortOf(reasoning);
  if (wanted === null) return;
  const effort = nearestEffort(
    wanted,
    efforts.filter((name) => name !== 'none'),
  );
  if (effort === null) warnings.add('reasoning', 'This model takes no reasoning effort.');
  else if (effort !== wanted)
    warnings.add('reasoning', `The effort ${wanted} became ${effort}, the nearest that the model takes.`);
  set(body, 'reasoning_effort', effort);
}

/** `thinking.type`, and beside it the effort where a model takes one. Left to itself, a model thinks as it is used to. */
function writeThinking(body: JsonObject, reasoning: Reasoning, state: Writing): void {
  const { quirks } = state.options;
  if (reasoning.mode === 'off') {
    if (quirks.alwaysReasons !== true) body['thinking'] = { type: 'disabled' };
    return;
  }
  if (reasoning.mode === 'on') body['thinking'] = { type: 'enabled' };
  if (quirks.efforts !== undefined) writeEffort(body, reasoning, state);
}

const ROUTED_EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh'];

/**
 * One object, which the host translates for whoever serves the model. A model that always reasons is refused with 400 where it
 * is told not to, so only one that is known to take `none` is told. Source: OpenRouter, "Reasoning is mandatory for this endpoint
 * and cannot be disabled".
 */
function writeObject(body: JsonObject, reasoning: Reasoning, { options }: Writing): void {
  if (reasoning.mode !== 'off') body['reasoning'] = reasoningObject(reasoning);
  else if (options.quirks.efforts?.includes('none') === true) body['reasoning'] = { effort: 'none' };
}

/** Either an effort or a budget. */
function reasoningObject(reasoning: Reasoning): JsonObject {
  const shown = reasoning.isShown === false ? { exclude: true } : {};
  if (reasoning.budgetTokens !== null) return { max_tokens: reasoning.budgetTokens, ...shown };
  if (reasoning.effort === null) return { enabled: true, ...shown };
  return { effort: nearestEffort(reasoning.effort, ROUTED_EFFORTS), ...shown };
}

/** `enable_thinking` and a budget. Some of these models think in streams only, and refuse a whole answer that is thought over. */
function writeSwitch(body: JsonObject, reasoning: Reasoning, { call, warnings }: Writing): void {
  if (reasoning.mode === 'off') body['enable_thinking'] = false;
  if (reasoning.mode !== 'on') return;
  if (!call.stream) return warnings.add('reasoning', 'Left out: models of this provider think in streams only.');
  body['enable_thinking'] = true;
  set(body, 'thinking_budget', budgetOf(reasoning));
}
