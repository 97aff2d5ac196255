/** Checks the model names in Claude Code's settings against the catalog. */
import { nameProblem, newestOf, type NameProblem } from '../claude-code/model-names.ts';
import { MODEL_VARIABLES } from '../claude-code/wanted.ts';
import { note, warn, type Finding } from './finding.ts';
import type { SettingsView } from './settings-view.ts';

const VARIABLES: readonly string[] = [
  'ANTHROPIC_MODEL',
  ...Object.values(MODEL_VARIABLES),
  'ANTHROPIC_SMALL_FAST_MODEL',
  'CLAUDE_CODE_SUBAGENT_MODEL',
];

const FINDINGS = { mapped: note, elsewhere: note, doubtful: warn } as const satisfies Record<
  NameProblem['kind'],
  unknown
>;

/** Where a model is named, and its name. */
export function namedModels({ env, model }: SettingsView): [where: string, name: string][] {
  const names = VARIABLES.map((variable): [string, string] => [variable, env[variable]?.trim() ?? '']);
  names.push(['model', model ?? '']);
  return names.filter(([, name]) => name !== '');
}

export function modelFindings(settings: SettingsView): Finding[] {
  const named = namedModels(settings);
  const findings = named.flatMap(([where, name]): Finding[] => {
    const problem = nameProblem(name);
    if (problem === null) return [];
    const what = `${where}: ${problem.says}${where === 'model' ? '' : ` (${settings.originOf(where)})`}`;
    return [FINDINGS[problem.kind](what, problem.fix)];
  });
  const isSet = (variable: string): boolean => named.some(([where]) => where === variable);
  if (!isSet('ANTHROPIC_MODEL') && !isSet('model')) {
    const what = 'no main model is named: Claude Code takes its own default, which your project may not have';
    findings.push(warn(what, `set ANTHROPIC_MODEL to "${newestOf('sonnet')}"`));
  }
  if (!isSet(MODEL_VARIABLES.haiku) && !isSet('ANTHROPIC_SMALL_FAST_MODEL')) {
    const what = 'no small model is named: titles and side work take Claude Code’s own default haiku';
    findings.push(warn(what, `set ${MODEL_VARIABLES.haiku} to "${newestOf('haiku')}"`));
  }
  return findings;
}
