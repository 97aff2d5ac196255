/** Every mistake in Claude Code's settings that we know, as a table: condition, effect, fix. */
import { isForeignKey } from '../../../kernel/secrets/key-shapes.ts';
import { PROVIDERS } from '../../../providers/registry.gen.ts';
import { baseUrlProblem } from '../claude-code/base-url.ts';
import { gluedHeader, headerIn, headerLines, unglued } from '../claude-code/custom-headers.ts';
import { isOn, masked } from '../claude-code/settings.ts';
import { fail, warn, type Finding, type Level } from './finding.ts';
import type { SettingsView } from './settings-view.ts';

export interface SettingsRule {
  id: string;
  level: Exclude<Level, 'ok'>;
  /** The variable to look at; the finding says where it was set. */
  about: string;
  when: (settings: SettingsView) => boolean;
  says: (settings: SettingsView) => string;
  fix: (settings: SettingsView) => string;
}

const URL_NAME = 'ANTHROPIC_BASE_URL';
const TOKEN = 'ANTHROPIC_AUTH_TOKEN';
const HEADERS = 'ANTHROPIC_CUSTOM_HEADERS';
const REWRITE = 'tollgate claude-code --write --key <key> --provider <slug>';

type Env = SettingsView['env'];

const has = (env: Env, name: string): boolean => (env[name] ?? '') !== '';
const header = (env: Env, name: string): string | undefined => headerIn(env[HEADERS] ?? '', name);
const usesVertex = (env: Env): boolean => isOn(env['CLAUDE_CODE_USE_VERTEX']);
const usesOtherMode = (env: Env): boolean =>
  usesVertex(env) || isOn(env['CLAUDE_CODE_USE_BEDROCK']) || isOn(env['CLAUDE_CODE_USE_FOUNDRY']);
const urlProblem = (env: Env) => (has(env, URL_NAME) ? baseUrlProblem(env[URL_NAME] ?? '') : null);
/** Without an @ a provider is named by its id. */
const isBareSlug = (provider: string): boolean => /^[^@]/.test(provider) && !PROVIDERS.has(provider);
const removing = (...names: string[]): string => `remove ${names.join(' and ')}`;

/** What Claude Code accepts as a credential: without one it makes no request at all. */
function hasCredential({ env, apiKeyHelper }: SettingsView): boolean {
  return (
    has(env, TOKEN) ||
    has(env, 'ANTHROPIC_API_KEY') ||
    apiKeyHelper !== undefined ||
    header(env, 'authorization') !== undefined
  );
}

const MODE_RULES: readonly SettingsRule[] = [
  {
    id: 'vertex-beside-base-url',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) => usesVertex(env) && has(env, URL_NAME),
    says: () =>
      'CLAUDE_CODE_USE_VERTEX is on, so Claude Code ignores ANTHROPIC_BASE_URL and goes its own way to Google',
    fix: () => removing('CLAUDE_CODE_USE_VERTEX', 'ANTHROPIC_VERTEX_BASE_URL'),
  },
  {
    id: 'vertex-past-the-gateway',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) => usesVertex(env) && !has(env, URL_NAME) && !has(env, 'ANTHROPIC_VERTEX_BASE_URL'),
    says: () => 'CLAUDE_CODE_USE_VERTEX is on and no base URL is set: requests go to Google, past the gateway',
    fix: () => REWRITE,
  },
  {
    id: 'vertex-without-skip-auth',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) => isVertexMode(env) && !isOn(env['CLAUDE_CODE_SKIP_VERTEX_AUTH']),
    says: () =>
      'Claude Code’s Vertex mode looks for Google credentials on this machine first; no request reaches the gateway',
    fix: () => `${REWRITE} (or, to keep the mode, set CLAUDE_CODE_SKIP_VERTEX_AUTH to "1")`,
  },
  {
    id: 'vertex-without-project',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) =>
      isVertexMode(env) && isOn(env['CLAUDE_CODE_SKIP_VERTEX_AUTH']) && !has(env, 'ANTHROPIC_VERTEX_PROJECT_ID'),
    says: () => 'Claude Code’s Vertex mode sends nothing without a project id ("No projectId was given")',
    fix: () => `${REWRITE} (or, to keep the mode, set ANTHROPIC_VERTEX_PROJECT_ID to "_")`,
  },
  {
    id: 'vertex-without-token',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) => isVertexMode(env) && !has(env, TOKEN) && header(env, 'x-portkey-api-key') === undefined,
    says: () => 'Claude Code’s Vertex mode sends no gateway key: every request would be refused with 401',
    fix: () => 'set ANTHROPIC_AUTH_TOKEN to your gateway key',
  },
  {
    id: 'vertex-mode',
    level: 'warn',
    about: 'CLAUDE_CODE_USE_VERTEX',
    when: ({ env }) =>
      isVertexMode(env) && isOn(env['CLAUDE_CODE_SKIP_VERTEX_AUTH']) && has(env, 'ANTHROPIC_VERTEX_PROJECT_ID'),
    says: () =>
      'Claude Code’s own Vertex mode works through Tollgate, with fewer features than ANTHROPIC_BASE_URL gives',
    fix: () => REWRITE,
  },
  {
    id: 'vertex-url-unused',
    level: 'warn',
    about: 'ANTHROPIC_VERTEX_BASE_URL',
    when: ({ env }) => has(env, 'ANTHROPIC_VERTEX_BASE_URL') && !usesVertex(env),
    says: () => 'ANTHROPIC_VERTEX_BASE_URL does nothing while CLAUDE_CODE_USE_VERTEX is off',
    fix: () => removing('ANTHROPIC_VERTEX_BASE_URL'),
  },
  {
    id: 'bedrock-mode',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_BEDROCK',
    when: ({ env }) => isOn(env['CLAUDE_CODE_USE_BEDROCK']),
    says: () => 'CLAUDE_CODE_USE_BEDROCK makes Claude Code speak Bedrock, whose paths Tollgate does not serve',
    fix: () => removing('CLAUDE_CODE_USE_BEDROCK', 'ANTHROPIC_BEDROCK_BASE_URL'),
  },
  {
    id: 'bedrock-url',
    level: 'warn',
    about: 'ANTHROPIC_BEDROCK_BASE_URL',
    when: ({ env }) => has(env, 'ANTHROPIC_BEDROCK_BASE_URL') && !isOn(env['CLAUDE_CODE_USE_BEDROCK']),
    says: () =>
      'ANTHROPIC_BEDROCK_BASE_URL belongs to another mode of Claude Code; Tollgate does not serve Bedrock’s paths',
    fix: () => removing('ANTHROPIC_BEDROCK_BASE_URL'),
  },
  {
    id: 'foundry',
    level: 'fail',
    about: 'CLAUDE_CODE_USE_FOUNDRY',
    when: ({ env }) => isOn(env['CLAUDE_CODE_USE_FOUNDRY']),
    says: () => 'CLAUDE_CODE_USE_FOUNDRY makes Claude Code ignore ANTHROPIC_BASE_URL',
    fix: () => removing('CLAUDE_CODE_USE_FOUNDRY', 'ANTHROPIC_FOUNDRY_BASE_URL'),
  },
  {
    id: 'use-gateway',
    level: 'warn',
    about: 'CLAUDE_CODE_USE_GATEWAY',
    when: ({ env }) => isOn(env['CLAUDE_CODE_USE_GATEWAY']),
    says: () => 'CLAUDE_CODE_USE_GATEWAY is undocumented and takes WebSearch and context management away',
    fix: () => removing('CLAUDE_CODE_USE_GATEWAY'),
  },
];

/** Vertex mode pointed at a gateway. */
function isVertexMode(env: Env): boolean {
  return usesVertex(env) && has(env, 'ANTHROPIC_VERTEX_BASE_URL') && !has(env, URL_NAME);
}

const ADDRESS_RULES: readonly SettingsRule[] = [
  {
    id: 'no-base-url',
    level: 'fail',
    about: URL_NAME,
    when: ({ env }) => !has(env, URL_NAME) && !usesOtherMode(env),
    says: () => 'ANTHROPIC_BASE_URL is not set: Claude Code talks to api.anthropic.com',
    fix: () => REWRITE,
  },
  {
    id: 'wrong-base-url',
    level: 'fail',
    about: URL_NAME,
    when: ({ env }) => urlProblem(env)?.isTolerable === false,
    says: ({ env }) => `ANTHROPIC_BASE_URL is "${env[URL_NAME] ?? ''}": ${urlProblem(env)?.says ?? ''}`,
    fix: ({ env }) => setUrl(urlProblem(env)?.meant ?? ''),
  },
  {
    id: 'doubtful-base-url',
    level: 'warn',
    about: URL_NAME,
    when: ({ env }) => urlProblem(env)?.isTolerable === true,
    says: ({ env }) => `ANTHROPIC_BASE_URL is "${env[URL_NAME] ?? ''}": ${urlProblem(env)?.says ?? ''}`,
    fix: ({ env }) => setUrl(urlProblem(env)?.meant ?? ''),
  },
];

function setUrl(meant: string): string {
  return meant === ''
    ? 'set it to the address that `tollgate start` prints, without /v1'
    : `set ANTHROPIC_BASE_URL to "${meant}"`;
}

const KEY_RULES: readonly SettingsRule[] = [
  {
    id: 'key-only-as-header',
    level: 'fail',
    about: HEADERS,
    when: (settings) => !hasCredential(settings) && header(settings.env, 'x-portkey-api-key') !== undefined,
    says: () =>
      'the key stands only in ANTHROPIC_CUSTOM_HEADERS: Claude Code finds no credential ("Not logged in") and sends nothing',
    fix: () =>
      'set ANTHROPIC_AUTH_TOKEN to the key and take the x-portkey-api-key line out of ANTHROPIC_CUSTOM_HEADERS',
  },
  {
    id: 'no-key',
    level: 'fail',
    about: TOKEN,
    when: (settings) =>
      !hasCredential(settings) &&
      header(settings.env, 'x-portkey-api-key') === undefined &&
      !usesOtherMode(settings.env),
    says: () => 'there is no key anywhere: Claude Code says "Not logged in" and sends nothing',
    fix: () => 'set ANTHROPIC_AUTH_TOKEN to your gateway key',
  },
  {
    id: 'key-as-api-key',
    level: 'warn',
    about: 'ANTHROPIC_API_KEY',
    when: ({ env }) => has(env, 'ANTHROPIC_API_KEY') && !has(env, TOKEN),
    says: () => 'the key is in ANTHROPIC_API_KEY: it works, after Claude Code has asked each user to approve it',
    fix: () => 'move it to ANTHROPIC_AUTH_TOKEN',
  },
  {
    id: 'two-keys',
    level: 'warn',
    about: 'ANTHROPIC_API_KEY',
    when: ({ env }) => has(env, 'ANTHROPIC_API_KEY') && has(env, TOKEN),
    says: () =>
      'ANTHROPIC_API_KEY stands beside ANTHROPIC_AUTH_TOKEN: both are sent, and Tollgate reads the second only',
    fix: () => removing('ANTHROPIC_API_KEY'),
  },
  {
    id: 'key-helper-beside-token',
    level: 'warn',
    about: TOKEN,
    when: ({ env, apiKeyHelper }) => apiKeyHelper !== undefined && (has(env, TOKEN) || has(env, 'ANTHROPIC_API_KEY')),
    says: () => 'apiKeyHelper and a key in "env" are two sources of the same thing',
    fix: () => 'keep one of them',
  },
  {
    id: 'two-different-keys',
    level: 'warn',
    about: HEADERS,
    when: ({ env }) => has(env, TOKEN) && ![undefined, env[TOKEN]].includes(header(env, 'x-portkey-api-key')),
    says: () => 'the x-portkey-api-key header and ANTHROPIC_AUTH_TOKEN differ: Tollgate takes the header',
    fix: () => 'take the x-portkey-api-key line out of ANTHROPIC_CUSTOM_HEADERS',
  },
  {
    id: 'foreign-key',
    level: 'fail',
    about: TOKEN,
    when: ({ env }) => isForeignKey(env[TOKEN] ?? ''),
    says: ({ env }) =>
      `ANTHROPIC_AUTH_TOKEN is a key of another service (${masked(env[TOKEN] ?? '')}), not a gateway key`,
    fix: () => 'set it to a key that Tollgate made: POST /v1/api-keys/workspace/service',
  },
  {
    id: 'readable-by-others',
    level: 'warn',
    about: TOKEN,
    when: ({ layers }) => layers.some(isExposed),
    says: ({ layers }) => `other users of this machine can read the key in ${layers.find(isExposed)?.origin ?? ''}`,
    fix: ({ layers }) => `chmod 600 ${layers.find(isExposed)?.origin ?? ''}`,
  },
  {
    id: 'shared-key',
    level: 'warn',
    about: TOKEN,
    when: ({ layers }) => layers.some((layer) => layer.isShared && holdsKey(layer.env)),
    says: () => 'the project’s settings.json holds a key, and such files are usually committed',
    fix: () => 'move ANTHROPIC_AUTH_TOKEN to .claude/settings.local.json or ~/.claude/settings.json',
  },
];

const holdsKey = (env: Env): boolean =>
  has(env, TOKEN) || has(env, 'ANTHROPIC_API_KEY') || header(env, 'x-portkey-api-key') !== undefined;
const isExposed = (layer: SettingsView['layers'][number]): boolean => layer.isReadableByOthers && holdsKey(layer.env);

const HEADER_RULES: readonly SettingsRule[] = [
  {
    id: 'glued-headers',
    level: 'fail',
    about: HEADERS,
    when: ({ env }) => gluedHeader(env[HEADERS] ?? '') !== null,
    says: ({ env }) => {
      const glued = gluedHeader(env[HEADERS] ?? '');
      const by = glued?.by.startsWith('\\') === true ? 'a backslash and an n' : `"${glued?.by ?? ''}"`;
      return `the lines of ANTHROPIC_CUSTOM_HEADERS are joined by ${by}, so that they arrive as one header, ${glued?.name ?? ''}`;
    },
    fix: ({ env }) => `set it to ${JSON.stringify(withoutSecrets(unglued(env[HEADERS] ?? '')))}`,
  },
  {
    id: 'header-without-colon',
    level: 'fail',
    about: HEADERS,
    when: ({ env }) => headerLines(env[HEADERS] ?? '').some(({ name }) => name === ''),
    says: ({ env }) => {
      const line = headerLines(env[HEADERS] ?? '').find(({ name }) => name === '');
      return `the line "${line?.text ?? ''}" of ANTHROPIC_CUSTOM_HEADERS has no colon, and Claude Code drops it`;
    },
    fix: () => 'write each line as name: value',
  },
  {
    id: 'provider-without-at',
    level: 'fail',
    about: HEADERS,
    when: ({ env }) => isBareSlug(header(env, 'x-portkey-provider') ?? ''),
    says: ({ env }) =>
      `x-portkey-provider is "${header(env, 'x-portkey-provider') ?? ''}": saved providers are written with an @`,
    fix: ({ env }) => `x-portkey-provider: @${header(env, 'x-portkey-provider') ?? ''}`,
  },
  {
    id: 'config-not-json',
    level: 'fail',
    about: HEADERS,
    when: ({ env }) =>
      /^[{[]/.test(header(env, 'x-portkey-config') ?? '') && !isJson(header(env, 'x-portkey-config') ?? ''),
    says: () => 'x-portkey-config begins like JSON and is none',
    fix: () => 'save the config (POST /v1/configs) and name it: x-portkey-config: pc-…',
  },
  {
    id: 'own-beta-header',
    level: 'warn',
    about: HEADERS,
    when: ({ env }) => header(env, 'anthropic-beta') !== undefined,
    says: () => 'the anthropic-beta line of ANTHROPIC_CUSTOM_HEADERS is overwritten by Claude Code',
    fix: () => 'set ANTHROPIC_BETAS to the flags, and take the line out',
  },
  {
    id: 'non-ascii-header',
    level: 'warn',
    about: HEADERS,
    // oxlint-disable-next-line no-control-regex -- exactly the characters that travel unchanged in a header
    when: ({ env }) => /[^\x00-\x7f]/.test(env[HEADERS] ?? ''),
    says: () => 'ANTHROPIC_CUSTOM_HEADERS holds characters that do not travel unharmed in a header',
    fix: () => 'use ASCII; inside JSON write \\uXXXX',
  },
  {
    id: 'no-provider',
    level: 'warn',
    about: HEADERS,
    when: ({ env }) => has(env, URL_NAME) && !usesOtherMode(env) && !namesProvider(env),
    says: () => 'nothing says which provider to use: this works only if the key has a default config',
    fix: () => `set ANTHROPIC_CUSTOM_HEADERS to "x-portkey-provider: @<slug>"`,
  },
];

/** A header, or `@slug/` in front of the main model. */
function namesProvider(env: Env): boolean {
  const names = ['x-portkey-provider', 'x-portkey-virtual-key', 'x-portkey-config'];
  return (
    names.some((name) => header(env, name) !== undefined) ||
    /^@[^/]+\//.test(env['ANTHROPIC_MODEL'] ?? '') ||
    /x-portkey-(provider|config)/.test(env[HEADERS] ?? '')
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** For a line that people paste into chats. */
function withoutSecrets(headers: string): string {
  return headerLines(headers)
    .map(({ text, name, value }) => (/api-key|authorization/.test(name) ? `${name}: ${masked(value)}` : text))
    .join('\n');
}

const HABIT_RULES: readonly SettingsRule[] = [
  {
    id: 'attribution-off',
    level: 'warn',
    about: 'CLAUDE_CODE_ATTRIBUTION_HEADER',
    when: ({ env }) => has(env, 'CLAUDE_CODE_ATTRIBUTION_HEADER') && !isOn(env['CLAUDE_CODE_ATTRIBUTION_HEADER']),
    says: () =>
      'CLAUDE_CODE_ATTRIBUTION_HEADER is off: it was advice for clients before 2.1.181, whose block spoiled the prompt cache',
    fix: () => `${removing('CLAUDE_CODE_ATTRIBUTION_HEADER')}, and update Claude Code`,
  },
  {
    id: 'betas-off',
    level: 'warn',
    about: 'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS',
    when: ({ env }) => isOn(env['CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS']),
    says: () =>
      'CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS takes features away; Tollgate drops what the provider refuses by itself',
    fix: () => removing('CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS'),
  },
  {
    id: 'caching-off',
    level: 'warn',
    about: 'DISABLE_PROMPT_CACHING',
    when: ({ env }) => isOn(env['DISABLE_PROMPT_CACHING']),
    says: () => 'DISABLE_PROMPT_CACHING is on: every turn pays the full price for the whole conversation',
    fix: () => removing('DISABLE_PROMPT_CACHING'),
  },
  {
    id: 'small-fast-model',
    level: 'warn',
    about: 'ANTHROPIC_SMALL_FAST_MODEL',
    when: ({ env }) => has(env, 'ANTHROPIC_SMALL_FAST_MODEL'),
    says: () => 'ANTHROPIC_SMALL_FAST_MODEL is the old name of ANTHROPIC_DEFAULT_HAIKU_MODEL',
    fix: ({ env }) =>
      `set ANTHROPIC_DEFAULT_HAIKU_MODEL to "${env['ANTHROPIC_SMALL_FAST_MODEL'] ?? ''}" and remove the old one`,
  },
  {
    id: 'short-timeout',
    level: 'warn',
    about: 'API_TIMEOUT_MS',
    when: ({ env }) => has(env, 'API_TIMEOUT_MS') && Number(env['API_TIMEOUT_MS']) < 120_000,
    says: ({ env }) =>
      `API_TIMEOUT_MS is ${env['API_TIMEOUT_MS'] ?? ''}: long answers are cut and paid for again by the retry`,
    fix: () => `${removing('API_TIMEOUT_MS')} (Claude Code waits 600000 ms by itself)`,
  },
];

export const SETTINGS_RULES: readonly SettingsRule[] = [
  ...MODE_RULES,
  ...ADDRESS_RULES,
  ...KEY_RULES,
  ...HEADER_RULES,
  ...HABIT_RULES,
];

/** The findings of every rule that applies, with the place to mend. */
export function applyRules(rules: readonly SettingsRule[], settings: SettingsView): Finding[] {
  return rules
    .filter((rule) => rule.when(settings))
    .map((rule) => {
      const place = Object.hasOwn(settings.env, rule.about) ? ` (${settings.originOf(rule.about)})` : '';
      const what = `${rule.says(settings)}${place}`;
      return rule.level === 'fail' ? fail(what, rule.fix(settings)) : warn(what, rule.fix(settings));
    });
}
