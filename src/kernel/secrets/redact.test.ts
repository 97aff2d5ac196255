import { describe, expect, it } from 'vitest';
import { redactedJson } from './redact.ts';

const NONE = { has: () => false };
const redact = (value: unknown): unknown => JSON.parse(redactedJson(value, NONE));

describe('what is kept of a request', () => {
  it.each([
    ['key', { name: 'Claude', key: 'sk-ant' }, { name: 'Claude', key: '[masked]' }],
    [
      'a name in camelCase',
      { vertexServiceAccountJson: { private_key: 'x' } },
      { vertexServiceAccountJson: { private_key: '[masked]' } },
    ],
    ['a name in kebab-case', { 'x-api-key': 'x' }, { 'x-api-key': '[masked]' }],
    [
      'passwords and codes',
      { password: 'p', current_password: 'q', code: '123456' },
      { password: '[masked]', current_password: '[masked]', code: '[masked]' },
    ],
    [
      'headers, whatever they are called',
      { configurations: { custom_headers: { 'x-team': 'x' } } },
      { configurations: { custom_headers: { 'x-team': '[masked]' } } },
    ],
    [
      'how a manager of secrets is asked',
      { auth_config: { vault_addr: 'https://v', role: 'r' } },
      { auth_config: { vault_addr: '[masked]', role: '[masked]' } },
    ],
    [
      'targets of a config, however deep',
      { config: { targets: [{ targets: [{ api_key: 'x', weight: 1 }] }] } },
      { config: { targets: [{ targets: [{ api_key: '[masked]', weight: 1 }] }] } },
    ],
  ])('has no %s', (_, given, kept) => {
    expect(redact(given)).toEqual(kept);
  });

  it('has none in a text that is JSON, or would be', () => {
    expect(redact({ config: '{"api_key":"sk-1","retry":{"attempts":2}}' })).toEqual({
      config: '{"api_key":"[masked]","retry":{"attempts":2}}',
    });
    expect(redact({ config: ' {"api_key":"sk-1"' })).toEqual({ config: '[masked]' });
  });

  it('has of a URL where it leads, and not what opens it', () => {
    expect(
      redact([
        'https://hooks.example.com/services/T0/B0/xyz',
        'https://ann:secret@proxy.example.com',
        'https://api.example.com/?sig=1',
        'https://api.example.com:8443',
        'redis://:secret@cache/0',
        'https://',
      ]),
    ).toEqual([
      'https://hooks.example.com/[masked]',
      'https://proxy.example.com/[masked]',
      'https://api.example.com/[masked]',
      'https://api.example.com:8443',
      'redis://cache/[masked]',
      '[masked]',
    ]);
  });

  it('has all else: names, numbers, limits, scopes, ids of keys, and that something is empty', () => {
    const open = {
      name: 'CI',
      scopes: ['logs.view'],
      api_key_ids: 'a,b',
      usage_limits: { credit_limit: 5, type: 'tokens' },
      rotation_policy: { key_transition_period_ms: 3_600_000 },
      key: '',
      token: null,
    };
    expect(redact(open)).toEqual(open);
  });

  it('has no value of a member that is known as secret by itself', () => {
    const known = { has: (name: string) => name === 'workload_pool' };
    expect(redactedJson({ workload_pool: 'x', region: 'eu' }, known)).toBe(
      '{"workload_pool":"[masked]","region":"eu"}',
    );
  });
});

it('a body that is nothing but depth is masked before any stack ends', () => {
  let deep: unknown = 'x';
  for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? [deep] : { key: deep };
  expect(redactedJson(deep, NONE)).toContain('"[masked]"');
  const text = JSON.stringify({ a: JSON.stringify({ b: '{"token":"x"}' }) });
  expect(redactedJson(JSON.parse(text), NONE)).not.toContain('"x"');
});
