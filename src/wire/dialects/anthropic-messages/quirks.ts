/** What the catalog knows of a Claude model, as the writer of calls asks for it. */
import type { TargetQuirks } from '../../chat/translator.ts';
import type { ModelFacts } from '../../model-facts.ts';

export function quirksOfClaude(facts: ModelFacts): TargetQuirks {
  return {
    thinking: thinkingOf(facts),
    takesSystemTurns: !facts.refusesSystemTurns,
    takesSampling: !facts.refusesSampling,
    takesOutputFormat: facts.supportsStructuredOutput,
    takesStrictTools: facts.supportsStructuredOutput,
    ...(facts.supportsEffort ? {} : { efforts: [] }),
  };
}

/** Models that decide by themselves how much to think are asked for that. */
function thinkingOf(facts: ModelFacts): NonNullable<TargetQuirks['thinking']> {
  if (!facts.refusesAdaptiveThinking) return facts.refusesDisabledThinking ? 'adaptive-only' : 'adaptive';
  return facts.refusesEnabledThinking ? 'none' : 'budget';
}
