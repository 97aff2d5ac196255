/** A guardrail as it is edited. */
import type { GuardrailDetail } from '../../api/queries/guardrails.ts';

export interface EditedCheck {
  id: string;
  name?: string;
  is_enabled: boolean;
  parameters: Readonly<Record<string, unknown>>;
}

export interface Edited {
  name: string;
  checks: readonly EditedCheck[];
  mode: 'enforce' | 'shadow';
  deny: boolean;
  stream: 'usual' | 'observe' | 'hold' | 'buffer';
  tokens: number;
  sides: readonly ('input' | 'output')[];
  /** Actions that no field here is for: kept as they are. */
  others: Readonly<Record<string, unknown>>;
}

const DEFAULT_TOKENS = 50;

export function toEdited({ name, checks, actions, default_sides: sides }: GuardrailDetail): Edited {
  const { mode, deny, stream, ...others } = actions;
  const held = (stream ?? {}) as { mode?: Edited['stream']; tokens?: number };
  return {
    name,
    checks: checks as unknown as readonly EditedCheck[],
    mode: mode === 'shadow' ? 'shadow' : 'enforce',
    deny: deny === true,
    stream: held.mode ?? 'usual',
    tokens: held.tokens ?? DEFAULT_TOKENS,
    sides: sides as Edited['sides'],
    others,
  };
}

export function toUpdate(guardrailId: string, { name, checks, mode, deny, stream, tokens, sides, others }: Edited) {
  return {
    guardrailId,
    name,
    checks,
    actions: { ...others, mode, deny, ...(stream === 'usual' ? {} : { stream: { mode: stream, tokens } }) },
    default_sides: sides,
  };
}
