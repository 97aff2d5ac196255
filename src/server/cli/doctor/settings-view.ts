/** Claude Code's settings as it sees them: several files and the shell merged, each value with its origin. */
import type { SettingsFile } from '../claude-code/settings.ts';

export interface SettingsLayer extends SettingsFile {
  /** Path, or words, by which a person finds it. */
  origin: string;
  isReadableByOthers: boolean;
  /** A file that teams usually commit. */
  isShared: boolean;
}

export interface SettingsView {
  env: Readonly<Record<string, string>>;
  model: string | undefined;
  apiKeyHelper: string | undefined;
  layers: readonly SettingsLayer[];
  /** Where the variable's value comes from. */
  originOf: (variable: string) => string;
}

/** The first layer is the weakest. Variables are laid over one by one, as Claude Code does it. */
export function viewSettings(layers: readonly SettingsLayer[]): SettingsView {
  const strongest = layers.toReversed();
  return {
    env: Object.assign({}, ...layers.map(({ env }) => env)) as Record<string, string>,
    model: strongest.find(({ model }) => model !== undefined)?.model,
    apiKeyHelper: strongest.find(({ apiKeyHelper }) => apiKeyHelper !== undefined)?.apiKeyHelper,
    layers,
    originOf: (variable) => strongest.find(({ env }) => Object.hasOwn(env, variable))?.origin ?? 'the settings',
  };
}
