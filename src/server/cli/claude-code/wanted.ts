/** The environment variables that point Claude Code at a Tollgate. */
import { newestOf, nameProblem, type Family } from './model-names.ts';

export interface Connection {
  /** Without `/v1`. */
  url: string;
  key: string;
  /** Slug without `@`; null = the key's default config, or the config, chooses. */
  provider: string | null;
  config: string | null;
  /** Chosen by the user; others are kept where they name a model that exists, and else get the newest. */
  models: Partial<Record<Family | 'main', string>>;
}

export const MODEL_VARIABLES = {
  opus: 'ANTHROPIC_DEFAULT_OPUS_MODEL',
  sonnet: 'ANTHROPIC_DEFAULT_SONNET_MODEL',
  haiku: 'ANTHROPIC_DEFAULT_HAIKU_MODEL',
} as const satisfies Record<Family, string>;

const FAMILIES: readonly Family[] = ['opus', 'sonnet', 'haiku'];

export function connectionHeaders({ provider, config }: Connection): [name: string, value: string][] {
  const headers: [string, string][] = [];
  if (provider !== null) headers.push(['x-portkey-provider', `@${provider}`]);
  if (config !== null) headers.push(['x-portkey-config', config]);
  return headers;
}

/** Variable by variable, in the order in which a person reads them; `headers` is the finished text of the custom ones. */
export function wantedEnvironment(
  connection: Connection,
  existing: { env: Readonly<Record<string, string>>; model: string | undefined },
  headers: string,
): Map<string, string> {
  const { url, key, models } = connection;
  const env = new Map([
    ['ANTHROPIC_BASE_URL', url],
    ['ANTHROPIC_AUTH_TOKEN', key],
  ]);
  if (headers !== '') env.set('ANTHROPIC_CUSTOM_HEADERS', headers);
  const main = models.main ?? existing.env['ANTHROPIC_MODEL'];
  // A model that was picked inside Claude Code (`model`) must not be overruled by a variable that nobody asked for.
  if (main !== undefined || existing.model === undefined)
    env.set('ANTHROPIC_MODEL', usable(main, models.main) ?? newestOf('sonnet'));
  for (const family of FAMILIES) {
    const variable = MODEL_VARIABLES[family];
    env.set(variable, models[family] ?? usable(existing.env[variable], undefined) ?? newestOf(family));
  }
  return env;
}

/** What stands there, unless a better name for it is known; what the user chose is not judged here. */
function usable(name: string | undefined, chosen: string | undefined): string | undefined {
  if (name === undefined || name === chosen) return name;
  return nameProblem(name)?.kind === 'mapped' ? undefined : name;
}
