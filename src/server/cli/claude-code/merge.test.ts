import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CONTRADICTING, mergeSettings } from './merge.ts';
import { SettingsFileError } from './settings.ts';
import type { Connection } from './wanted.ts';

const connection: Connection = {
  url: 'http://127.0.0.1:8787',
  key: 'tg-0123456789abcdefghij',
  provider: 'vertex-prod',
  config: null,
  models: {},
};

type Env = Record<string, unknown>;
const envOf = (text: string): Env => (JSON.parse(text) as { env: Env }).env;

describe('a settings file that is new or empty', () => {
  it.each(['', '  \n', '{}', '{ }\n', '{"env":{}}', '{"env":null}'])('gets the whole environment: %j', (text) => {
    expect(envOf(mergeSettings(text, connection).text)).toEqual({
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:8787',
      ANTHROPIC_AUTH_TOKEN: connection.key,
      ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @vertex-prod',
      ANTHROPIC_MODEL: expect.stringMatching(/^claude-sonnet-/),
      ANTHROPIC_DEFAULT_OPUS_MODEL: expect.stringMatching(/^claude-opus-/),
      ANTHROPIC_DEFAULT_SONNET_MODEL: expect.stringMatching(/^claude-sonnet-/),
      ANTHROPIC_DEFAULT_HAIKU_MODEL: expect.stringMatching(/^claude-haiku-/),
    });
  });

  it('gets headers on lines of their own', () => {
    const { text } = mergeSettings('', { ...connection, config: 'pc-main' });
    expect(envOf(text)['ANTHROPIC_CUSTOM_HEADERS']).toBe('x-portkey-provider: @vertex-prod\nx-portkey-config: pc-main');
  });
});

describe('what somebody else wrote', () => {
  const mine = `{
    "permissions": { "allow": ["Bash(npm test)"] },
    "env": {
        "HTTP_PROXY": "http://proxy:3128", "ODD":   "kept  as is",
        "CLAUDE_CODE_USE_VERTEX": "1",
        "ANTHROPIC_CUSTOM_HEADERS": "x-team: core\\nx-portkey-provider: @old"
    },
    "big": 12345678901234567890,
    "2": "numbers first?", "1": "no"
}
`;

  it('stays byte for byte, in its place, with its layout', () => {
    const { text } = mergeSettings(mine, connection);
    expect(text).toContain('"permissions": { "allow": ["Bash(npm test)"] },\n    "env": {');
    expect(text).toContain('"HTTP_PROXY": "http://proxy:3128", "ODD":   "kept  as is",');
    expect(text.endsWith('    },\n    "big": 12345678901234567890,\n    "2": "numbers first?", "1": "no"\n}\n')).toBe(
      true,
    );
    expect(text).toContain('\n        "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787",\n        "ANTHROPIC_AUTH_TOKEN"');
  });

  it('keeps foreign headers and replaces ours', () => {
    expect(envOf(mergeSettings(mine, connection).text)['ANTHROPIC_CUSTOM_HEADERS']).toBe(
      'x-team: core\nx-portkey-provider: @vertex-prod',
    );
  });

  it('takes headers apart that had become one', () => {
    const glued = '{"env":{"ANTHROPIC_CUSTOM_HEADERS":"x-team: core\\\\nx-portkey-provider: @old"}}';
    expect(envOf(mergeSettings(glued, connection).text)['ANTHROPIC_CUSTOM_HEADERS']).toBe(
      'x-team: core\nx-portkey-provider: @vertex-prod',
    );
  });

  it('keeps a model of another maker, on which Claude Code runs too', () => {
    const text = '{"env":{"ANTHROPIC_DEFAULT_HAIKU_MODEL":"gpt-5-mini"}}';
    expect(envOf(mergeSettings(text, connection).text)['ANTHROPIC_DEFAULT_HAIKU_MODEL']).toBe('gpt-5-mini');
  });

  it('keeps a model that works and replaces one that never existed', () => {
    const text =
      '{"model":"opus","env":{"ANTHROPIC_DEFAULT_SONNET_MODEL":"claude-sonnet-4-6","ANTHROPIC_DEFAULT_HAIKU_MODEL":"claude-haiku-4-20250514"}}';
    const env = envOf(mergeSettings(text, connection).text);
    expect(env).not.toHaveProperty('ANTHROPIC_MODEL');
    expect(env['ANTHROPIC_DEFAULT_SONNET_MODEL']).toBe('claude-sonnet-4-6');
    expect(env['ANTHROPIC_DEFAULT_HAIKU_MODEL']).toMatch(/^claude-haiku-4-5/);
  });

  it('says line by line what it changes, and shows no key', () => {
    const old =
      '{"env":{"ANTHROPIC_API_KEY":"sk-ant-secret-secret-secret","ANTHROPIC_CUSTOM_HEADERS":"x-portkey-api-key: tg-secret-secret-secret"}}';
    const { changes } = mergeSettings(old, connection);
    expect(changes).toContainEqual(expect.stringMatching(/^removed {3}ANTHROPIC_API_KEY \(a second key/));
    expect(changes).toContainEqual(expect.stringMatching(/^removed {3}x-portkey-api-key from/));
    expect(changes.join('\n')).not.toMatch(/secret-secret|0123456789/);
  });

  it.each(Object.keys(CONTRADICTING))('is taken out when it contradicts: %s', (variable) => {
    const merged = mergeSettings(JSON.stringify({ env: { A: 'b', [variable]: '1', Z: 'y' } }, null, 2), connection);
    expect(envOf(merged.text)).toMatchObject({ A: 'b', Z: 'y' });
    expect(envOf(merged.text)).not.toHaveProperty(variable);
  });
});

describe('a file that is no settings file', () => {
  it.each(['{"env": {,}}', '[]', '"text"', '// comment\n{}', '{"env": []}', '{"env": "x"}'])(
    'is refused, never mended: %j',
    (text) => {
      expect(() => mergeSettings(text, connection)).toThrow(SettingsFileError);
    },
  );
});

describe('any settings file', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const name = fc.oneof(
    fc.constantFrom(
      'ANTHROPIC_BASE_URL',
      'ANTHROPIC_MODEL',
      '__proto__',
      'constructor',
      '7',
      'a"b',
      ...Object.keys(CONTRADICTING),
    ),
    fc.string({ maxLength: 8 }),
  );
  const env = fc.uniqueArray(fc.tuple(name, fc.string()), { selector: ([key]) => key, maxLength: 6 });
  const members = fc.uniqueArray(
    fc.tuple(
      name.filter((key) => key !== 'env'),
      value,
    ),
    { selector: ([key]) => key, maxLength: 4 },
  );
  const layout = fc.constantFrom(undefined, 2, 4, '\t');
  const file = fc.tuple(members, fc.option(env), members, layout).map(([before, inner, after, space]) => {
    const all = [...before, ...(inner === null ? [] : [['env', objectOf(inner)] as const]), ...after];
    return JSON.stringify(objectOf(all), null, space);
  });

  it('loses nothing: all that was there and does not contradict is there, in the same order', () => {
    fc.assert(
      fc.property(file, (text) => {
        const before = JSON.parse(text) as Record<string, unknown>;
        const after = JSON.parse(mergeSettings(text, connection).text) as Record<string, unknown>;
        const others = Object.keys(before).filter((key) => key !== 'env');
        expect(Object.keys(after).filter((key) => key !== 'env')).toEqual(others);
        for (const key of others) expect(after[key]).toEqual(before[key]);
        const kept = Object.entries((before['env'] ?? {}) as Env).filter(([key]) => !Object.hasOwn(CONTRADICTING, key));
        const keys = Object.keys(after['env'] as Env);
        expect(keys.filter((key) => kept.some(([was]) => was === key))).toEqual(kept.map(([key]) => key));
        for (const [key, was] of kept) if (!key.startsWith('ANTHROPIC_')) expect((after['env'] as Env)[key]).toBe(was);
      }),
    );
  });

  it('is the same after a second run, which has nothing to report', () => {
    fc.assert(
      fc.property(file, (text) => {
        const once = mergeSettings(text, connection).text;
        expect(mergeSettings(once, connection)).toEqual({ text: once, changes: [] });
      }),
    );
  });
});

/** By definition, so that `__proto__` is a member like any other. */
function objectOf(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries);
}
