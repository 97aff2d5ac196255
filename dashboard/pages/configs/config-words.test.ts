/** What the editor offers where the cursor stands. */
import { describe, expect, it } from 'vitest';
import { spotAt } from '../../ui/json-place.ts';
import { configWordsAt } from './config-words.ts';

const REFERENCES = {
  providers: ['vertex-us', 'vertex-eu'],
  guardrails: ['pg-secrets'],
  checks: ['default.contains'],
  models: ['@vertex-us/claude-sonnet-5'],
};

/** `|` is where the cursor stands. */
function offered(marked: string): readonly string[] {
  const text = marked.replace('|', '');
  const spot = spotAt(text, marked.indexOf('|'));
  return spot === null ? [] : configWordsAt(spot, text, REFERENCES);
}

describe('a value', () => {
  it.each([
    ['{ "targets": [{ "provider": "|" }] }', ['@vertex-us', '@vertex-eu']],
    ['{ "output_guardrails": ["|"] }', ['pg-secrets']],
    ['{ "targets": [{ "before_request_hooks": ["pg-secrets", "|"] }] }', ['pg-secrets']],
    ['{ "cache": { "mode": "|" } }', ['simple', 'semantic']],
    ['{ "override_params": { "model": "|" } }', ['claude-sonnet-5', '@vertex-us/claude-sonnet-5']],
    [
      '{ "strategy": { "mode": "conditional", "default": "|" }, "targets": [{ "name": "quick" }, { "name": "good" }] }',
      ['quick', 'good'],
    ],
    ['{ "custom_host": "|" }', []],
  ])('in %s', (marked, words) => {
    expect(offered(marked)).toEqual(words);
  });

  it('of a strategy’s mode is one of a strategy, not of a cache', () => {
    expect(offered('{ "strategy": { "mode": "|" } }')).toContain('least-cost');
  });
});

describe('the name of a field', () => {
  it.each([
    ['{ "retry": { "|" } }', ['attempts', 'on_status_codes', 'use_retry_after_headers']],
    ['{ "retry": { "attempts": 1, "|" } }', ['on_status_codes', 'use_retry_after_headers']],
    ['{ "strategy": { "conditions": [{ "|" }] } }', ['query', 'then']],
    ['{ "metadata": { "|" } }', []],
  ])('in %s', (marked, words) => {
    expect(offered(marked)).toEqual(words);
  });

  it('of a target is what a target may have, and nothing of a retry', () => {
    expect(offered('{ "targets": [{ "|" }] }')).toEqual(
      expect.arrayContaining(['provider', 'weight', 'input_guardrails']),
    );
    expect(offered('{ "targets": [{ "|" }] }')).not.toContain('attempts');
  });

  it('of a condition is a field of the request, and below it an operator', () => {
    expect(offered('{ "strategy": { "conditions": [{ "query": { "|" } }] } }')).toContain('params.model');
    expect(offered('{ "strategy": { "conditions": [{ "query": { "params.model": { "|" } } }] } }')).toContain('$in');
  });

  it('of a guardrail that is written down is a check', () => {
    expect(offered('{ "input_guardrails": [{ "|" }] }')).toEqual(expect.arrayContaining(['default.contains', 'deny']));
  });
});
