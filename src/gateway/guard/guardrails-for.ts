/** Which guardrails hold for a target: those of its config, then those of the workspace and the organisation. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Side } from '../../guardrails/check.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { GuardrailRef } from '../../routing/guardrail-refs.ts';
import { shownName } from '../../routing/shown-name.ts';
import type { Admitted } from '../exchange.ts';
import type { Target } from '../route/plan.ts';
import { guardrailsByDefault, savedGuardrail, type SavedGuardrail } from '../snapshot/guardrails.ts';

interface Asked {
  exchange: Pick<Admitted, 'workspace' | 'snapshot' | 'isOfGuardrail'>;
  target: Pick<Target, 'settings'>;
}

/** Throws GatewayError guardrail_unusable: one that cannot run lets nothing pass. */
export function guardrailsFor({ exchange, target }: Asked, side: Side): readonly CompiledGuardrail[] {
  const { workspace, snapshot } = exchange;
  if (exchange.isOfGuardrail === true) return NONE;
  const own = target.settings.guardrails[side];
  const attached = workspace.guardrails[side];
  const excluded = snapshot.organisations.get(workspace.organisationId)?.guardrailExclusions;
  const above = guardrailsByDefault(snapshot.guardrails, { ...wanted(exchange), excluded }, side);
  if (own.length === 0 && attached.length === 0 && above.length === 0) return NONE;
  const named = attached.map((name): GuardrailRef => ({ kind: 'saved', name }));
  const found = [...[...own, ...named].map((ref) => resolve(ref, exchange)), ...above.map(usable)];
  return [...new Set(found)];
}

const NONE: readonly never[] = [];

const wanted = ({ workspace }: Asked['exchange']) => ({
  organisationId: workspace.organisationId,
  workspaceId: workspace.id,
});

function resolve(ref: GuardrailRef, exchange: Asked['exchange']): CompiledGuardrail {
  if (ref.kind === 'inline') return ref.guardrail;
  const found = savedGuardrail(exchange.snapshot.guardrails, wanted(exchange), ref.name);
  if (found !== undefined) return usable(found);
  throw new GatewayError('guardrail_unusable', `There is no guardrail "${shownName(ref.name)}" for this workspace.`, {
    hint: 'This is for whoever runs the gateway: save it, or take its name out of the config.',
  });
}

function usable({ row: { slug }, compiled }: SavedGuardrail): CompiledGuardrail {
  if (compiled.ok) return compiled.value;
  throw new GatewayError('guardrail_unusable', `The guardrail "${slug}" cannot run: ${compiled.problem}`, {
    hint: 'This is for whoever runs the gateway: correct the guardrail and save it again.',
  });
}
