/** Settings with which Claude Code would not sign in, or would pass the gateway by. */
import { describe, expect, it } from 'vitest';
import { mergeLogin } from './merge-login.ts';

const URL = 'https://gateway.example';

describe('the sign-in in a settings file', () => {
  it('is written into an empty one', () => {
    expect(JSON.parse(mergeLogin('', URL).text)).toEqual({
      forceLoginMethod: 'gateway',
      forceLoginGatewayUrl: URL,
    });
  });

  it('takes the place of a key, and leaves the rest', () => {
    const before = {
      model: 'opus',
      apiKeyHelper: '/bin/key',
      env: {
        ANTHROPIC_BASE_URL: 'http://old',
        ANTHROPIC_AUTH_TOKEN: 'tg-secret',
        CLAUDE_CODE_USE_VERTEX: '1',
        EDITOR: 'vi',
      },
    };
    const { text, changes } = mergeLogin(JSON.stringify(before, null, 4), URL);
    expect(JSON.parse(text)).toEqual({
      model: 'opus',
      env: { EDITOR: 'vi' },
      forceLoginMethod: 'gateway',
      forceLoginGatewayUrl: URL,
    });
    expect(text).toContain('\n    "model": "opus"');
    expect(changes.join('\n')).not.toContain('tg-secret');
    expect(changes.filter((line) => line.startsWith('removed'))).toHaveLength(4);
  });

  it('is not written twice, and follows another address', () => {
    const { text } = mergeLogin('{"model": "opus"}', URL);
    expect(mergeLogin(text, URL)).toEqual({ text, changes: [] });
    const moved = mergeLogin(text, 'https://other.example');
    expect(moved.changes).toEqual(['set       forceLoginGatewayUrl = "https://other.example"']);
    expect(JSON.parse(moved.text)).toMatchObject({ model: 'opus', forceLoginGatewayUrl: 'https://other.example' });
  });

  it('refuses what is no settings file', () => {
    expect(() => mergeLogin('[]', URL)).toThrow('no JSON object');
  });
});
