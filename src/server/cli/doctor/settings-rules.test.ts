import { describe, expect, it } from 'vitest';
import { modelFindings } from './model-rules.ts';
import { applyRules, SETTINGS_RULES } from './settings-rules.ts';
import { viewSettings, type SettingsLayer } from './settings-view.ts';

type Env = Record<string, string>;

const KEY = 'tg-0123456789abcdefghij';
const GOOD: Env = {
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787',
  ANTHROPIC_AUTH_TOKEN: KEY,
  ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @vertex-prod',
  ANTHROPIC_MODEL: 'claude-sonnet-5',
  ANTHROPIC_DEFAULT_HAIKU_MODEL: 'claude-haiku-4-5',
};
const VERTEX: Env = { CLAUDE_CODE_USE_VERTEX: '1', ANTHROPIC_VERTEX_BASE_URL: 'http://127.0.0.1:8787/v1' };
const headers = (text: string): Env => ({ ...GOOD, ANTHROPIC_CUSTOM_HEADERS: text });
const without = (...names: string[]): Env =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => !names.includes(name)));

function layer(env: Env, more: Partial<SettingsLayer> = {}): SettingsLayer {
  const file = { origin: '~/.claude/settings.json', isReadableByOthers: false, isShared: false };
  return { env, model: undefined, apiKeyHelper: undefined, ...file, ...more };
}

/** Rule, a set-up that breaks it, and words of the fix that is shown. */
const CASES: readonly (readonly [id: string, broken: SettingsLayer, fix: string])[] = [
  ['vertex-beside-base-url', layer({ ...GOOD, CLAUDE_CODE_USE_VERTEX: '1' }), 'remove CLAUDE_CODE_USE_VERTEX'],
  ['vertex-past-the-gateway', layer({ CLAUDE_CODE_USE_VERTEX: 'true' }), 'tollgate claude-code --write'],
  ['vertex-without-skip-auth', layer(VERTEX), 'CLAUDE_CODE_SKIP_VERTEX_AUTH'],
  [
    'vertex-without-project',
    layer({ ...VERTEX, CLAUDE_CODE_SKIP_VERTEX_AUTH: '1' }),
    'ANTHROPIC_VERTEX_PROJECT_ID to "_"',
  ],
  ['vertex-without-token', layer({ ...VERTEX, ANTHROPIC_VERTEX_PROJECT_ID: '_' }), 'set ANTHROPIC_AUTH_TOKEN'],
  [
    'vertex-mode',
    layer({
      ...VERTEX,
      CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
      ANTHROPIC_VERTEX_PROJECT_ID: '_',
      ANTHROPIC_AUTH_TOKEN: KEY,
    }),
    'tollgate claude-code --write',
  ],
  ['vertex-url-unused', layer({ ...GOOD, ANTHROPIC_VERTEX_BASE_URL: 'http://x' }), 'remove ANTHROPIC_VERTEX_BASE_URL'],
  ['bedrock-mode', layer({ ...GOOD, CLAUDE_CODE_USE_BEDROCK: '1' }), 'remove CLAUDE_CODE_USE_BEDROCK'],
  ['bedrock-url', layer({ ...GOOD, ANTHROPIC_BEDROCK_BASE_URL: 'http://x/v1' }), 'remove ANTHROPIC_BEDROCK_BASE_URL'],
  ['foundry', layer({ ...GOOD, CLAUDE_CODE_USE_FOUNDRY: '1' }), 'remove CLAUDE_CODE_USE_FOUNDRY'],
  ['use-gateway', layer({ ...GOOD, CLAUDE_CODE_USE_GATEWAY: '1' }), 'remove CLAUDE_CODE_USE_GATEWAY'],
  ['no-base-url', layer(without('ANTHROPIC_BASE_URL')), 'tollgate claude-code --write'],
  ['wrong-base-url', layer({ ...GOOD, ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787/v1' }), 'to "http://127.0.0.1:8787"'],
  [
    'wrong-base-url',
    layer({ ...GOOD, ANTHROPIC_BASE_URL: 'https://gw.example/v1/messages' }),
    'to "https://gw.example"',
  ],
  ['doubtful-base-url', layer({ ...GOOD, ANTHROPIC_BASE_URL: 'http://gw.example' }), 'to "https://gw.example"'],
  [
    'key-only-as-header',
    layer({
      ...without('ANTHROPIC_AUTH_TOKEN'),
      ANTHROPIC_CUSTOM_HEADERS: `x-portkey-provider: @a\nx-portkey-api-key: ${KEY}`,
    }),
    'set ANTHROPIC_AUTH_TOKEN',
  ],
  ['no-key', layer(without('ANTHROPIC_AUTH_TOKEN')), 'set ANTHROPIC_AUTH_TOKEN'],
  [
    'key-as-api-key',
    layer({ ...without('ANTHROPIC_AUTH_TOKEN'), ANTHROPIC_API_KEY: KEY }),
    'move it to ANTHROPIC_AUTH_TOKEN',
  ],
  ['two-keys', layer({ ...GOOD, ANTHROPIC_API_KEY: KEY }), 'remove ANTHROPIC_API_KEY'],
  ['key-helper-beside-token', layer(GOOD, { apiKeyHelper: '/bin/key' }), 'keep one'],
  [
    'two-different-keys',
    layer(headers('x-portkey-provider: @a\nx-portkey-api-key: other')),
    'take the x-portkey-api-key line out',
  ],
  [
    'foreign-key',
    layer({ ...GOOD, ANTHROPIC_AUTH_TOKEN: 'sk-ant-api03-abcdefghijkl' }),
    'POST /v1/api-keys/workspace/service',
  ],
  ['readable-by-others', layer(GOOD, { isReadableByOthers: true }), 'chmod 600 ~/.claude/settings.json'],
  ['shared-key', layer(GOOD, { isShared: true }), 'settings.local.json'],
  [
    'glued-headers',
    layer(headers(String.raw`x-portkey-api-key: ${KEY}\nx-portkey-provider: @vertex-prod`)),
    String.raw`set it to "x-portkey-api-key: tg-01****ghij\nx-portkey-provider: @vertex-prod"`,
  ],
  [
    'glued-headers',
    layer(headers('x-portkey-config: pc-a, x-portkey-provider: @a')),
    String.raw`pc-a\nx-portkey-provider: @a`,
  ],
  ['header-without-colon', layer(headers('x-portkey-provider: @a\nx-team core')), 'name: value'],
  ['provider-without-at', layer(headers('x-portkey-provider: vertex-prod')), 'x-portkey-provider: @vertex-prod'],
  ['config-not-json', layer(headers("x-portkey-config: {'strategy': 1}")), 'x-portkey-config: pc-'],
  ['own-beta-header', layer(headers('x-portkey-provider: @a\nanthropic-beta: x')), 'ANTHROPIC_BETAS'],
  ['non-ascii-header', layer(headers('x-portkey-provider: @a\nx-team: grün')), 'use ASCII'],
  ['no-provider', layer(without('ANTHROPIC_CUSTOM_HEADERS')), 'x-portkey-provider: @<slug>'],
  ['attribution-off', layer({ ...GOOD, CLAUDE_CODE_ATTRIBUTION_HEADER: '0' }), 'remove CLAUDE_CODE_ATTRIBUTION_HEADER'],
  [
    'betas-off',
    layer({ ...GOOD, CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1' }),
    'remove CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS',
  ],
  ['caching-off', layer({ ...GOOD, DISABLE_PROMPT_CACHING: '1' }), 'remove DISABLE_PROMPT_CACHING'],
  [
    'small-fast-model',
    layer({ ...GOOD, ANTHROPIC_SMALL_FAST_MODEL: 'claude-haiku-4-5' }),
    'ANTHROPIC_DEFAULT_HAIKU_MODEL to "claude-haiku-4-5"',
  ],
  ['short-timeout', layer({ ...GOOD, API_TIMEOUT_MS: '30000' }), 'remove API_TIMEOUT_MS'],
];

describe('a Claude Code set-up', () => {
  it('that is right has nothing to mend', () => {
    expect(applyRules(SETTINGS_RULES, viewSettings([layer(GOOD)]))).toEqual([]);
    expect(modelFindings(viewSettings([layer(GOOD)]))).toEqual([]);
  });

  it.each(CASES)('that breaks %s gets the exact fix', (id, broken, fix) => {
    const rule = SETTINGS_RULES.filter((candidate) => candidate.id === id);
    const [finding] = applyRules(rule, viewSettings([broken]));
    expect(finding?.fix).toContain(fix);
    expect(finding?.what).not.toContain(KEY);
  });

  it('has a case for every rule', () => {
    expect(new Set(CASES.map(([id]) => id))).toEqual(new Set(SETTINGS_RULES.map(({ id }) => id)));
  });

  it('names which of several files to look at', () => {
    const project = layer({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787/v1' }, { origin: '.claude/settings.json' });
    const [finding] = applyRules(SETTINGS_RULES, viewSettings([layer(GOOD), project]));
    expect(finding?.what).toContain('(.claude/settings.json)');
  });

  it('with a token only from a helper has a key', () => {
    const found = applyRules(
      SETTINGS_RULES,
      viewSettings([layer(without('ANTHROPIC_AUTH_TOKEN'), { apiKeyHelper: '/bin/key' })]),
    );
    expect(found).toEqual([]);
  });
});

describe('the models of a set-up', () => {
  const told = (env: Env, model?: string) => modelFindings(viewSettings([layer({ ...GOOD, ...env }, { model })]));

  it.each([
    ['claude-haiku-4-20250514', 'note', 'claude-haiku-4-5'],
    ['@vertex-prod/claude-haiku-4-20250514', 'note', 'claude-haiku-4-5'],
    ['gpt-5', 'note', '@PROVIDER/gpt-5'],
    ['gemini-2.5-pro[1m]', 'note', 'nothing'],
    ['gtp-5', 'warn', 'check the spelling'],
    ['claude-sonet-4-6', 'warn', 'check the spelling'],
    ['claude-3-opus-20240229', 'warn', 'claude-opus-'],
    ['claude-sonnet-4-5[1m]', 'warn', 'without [1m]'],
  ])('%s: %s, %s', (name, level, fix) => {
    const [finding] = told({ ANTHROPIC_MODEL: name });
    expect(finding).toMatchObject({ level });
    expect(finding?.fix).toContain(fix);
  });

  it.each([
    'opus',
    'sonnet[1m]',
    'claude-sonnet-4@20250514',
    '@vertex-prod/claude-opus-4-8',
    '@openai-prod/gpt-5.1',
    '@gemini-prod/gemini-2.5-pro',
    '@router/openai/gpt-5',
    'anthropic.claude-opus-4-6',
  ])('%s is a name that works', (name) => expect(told({ ANTHROPIC_MODEL: name })).toEqual([]));

  it('that are not named at all are the client’s own choice, which is worth a warning', () => {
    const findings = modelFindings(viewSettings([layer(without('ANTHROPIC_MODEL', 'ANTHROPIC_DEFAULT_HAIKU_MODEL'))]));
    expect(findings.map(({ level }) => level)).toEqual(['warn', 'warn']);
  });
});
