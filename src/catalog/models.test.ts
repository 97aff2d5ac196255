import { describe, expect, it } from 'vitest';
import { BETAS } from './betas.ts';
import { CLAUDE_MODELS } from './claude-models.data.ts';
import { factsFor, findModel, listModels } from './models.ts';

describe('finding a model', () => {
  it.each([
    ['claude-sonnet-4-20250514', 'claude-sonnet-4-20250514'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4-20250514'],
    ['anthropic.claude-sonnet-4-5@20250929', 'claude-sonnet-4-5-20250929'],
    ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929'],
    ['claude-3-5-sonnet-v2@20241022', 'claude-3-5-sonnet-20241022'],
    ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet-20250219'],
    ['claude-opus-4-8[1m]', 'claude-opus-4-8'],
    ['claude-opus-4.6', 'claude-opus-4-6'],
    ['claude-fable-5@default', 'claude-fable-5'],
    ['@vertex-prod/claude-opus-5-5', 'claude-opus-5-5'],
    // Much-copied settings name it, though no provider ever had it.
    ['claude-haiku-4-20250514', 'claude-haiku-4-5-20251001'],
  ])('%s is %s', (name, id) => {
    expect(findModel(name)?.id).toBe(id);
  });

  it('takes no name for a model that it only begins like', () => {
    expect(findModel('claude-sonnet-5-6')).toBeUndefined();
    expect(findModel('my-alias')).toBeUndefined();
    expect(findModel('constructor')).toBeUndefined();
  });

  it('has no spelling twice', () => {
    const names = CLAUDE_MODELS.flatMap((model) => [
      ...new Set([model.id, model.vertexId.replace('@', '-'), ...model.aliases]),
    ]);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('facts', () => {
  const action = (model: string, flag: string, platform = 'vertex') => factsFor(platform, model).betaRule(flag).action;

  it('sends Vertex what Anthropic’s own client sends there', () => {
    for (const flag of [
      'claude-code-20250219',
      'interleaved-thinking-2025-05-14',
      'effort-2025-11-24',
      'web-search-2025-03-05',
    ]) {
      expect(action('claude-opus-4-8', flag)).toBe('forward');
    }
  });

  it.each([
    ['claude-haiku-4-5', 'interleaved-thinking-2025-05-14', 'drop'],
    ['claude-3-5-haiku', 'interleaved-thinking-2025-05-14', 'drop'],
    ['claude-sonnet-4-6', 'thinking-token-count-2026-05-13', 'drop'],
    ['claude-opus-5-5', 'thinking-token-count-2026-05-13', 'forward'],
    ['claude-sonnet-4-5', 'context-1m-2025-08-07', 'drop'],
    ['claude-opus-4-8', 'context-1m-2025-08-07', 'forward'],
    ['claude-sonnet-4-5', 'effort-2025-11-24', 'drop'],
    ['claude-opus-4-8', 'prompt-caching-scope-2026-01-05', 'drop'],
    ['claude-opus-4-8', 'advanced-tool-use-2025-11-20', 'rename'],
    ['claude-opus-4-8', 'invented-2027-01-01', 'unknown'],
    ['my-alias', 'thinking-token-count-2026-05-13', 'forward'],
  ])('on Vertex, %s: %s is a %s', (model, flag, expected) => {
    expect(action(model, flag)).toBe(expected);
  });

  it('takes nothing from Anthropic’s own API', () => {
    for (const flag of [...Object.keys(BETAS), 'invented-2027-01-01'].filter(
      (name) => name !== 'mcp-servers-2025-12-04',
    )) {
      const rule = factsFor('anthropic', 'claude-haiku-4-5').betaRule(flag);
      expect(rule.action === 'forward' || (rule.action === 'unknown' && rule.byDefault === 'forward'), flag).toBe(true);
    }
    expect(factsFor('anthropic', 'claude-haiku-4-5').refusedMembers).toEqual([]);
  });

  it('names models as the platform does', () => {
    expect(factsFor('vertex', 'claude-haiku-4-20250514').platformId).toBe('claude-haiku-4-5@20251001');
    expect(factsFor('anthropic', 'claude-haiku-4-5').platformId).toBe('claude-haiku-4-5-20251001');
  });

  it('knows a new snapshot by its family, but does not rename it', () => {
    const facts = factsFor('vertex', 'claude-sonnet-4-5@20271231');
    expect(facts).toMatchObject({ platformId: null, refusesSystemTurns: true, maxOutputTokens: 64_000 });
  });

  it.each([
    // adaptive, enabled, disabled: refused or not; then sampling and effort
    ['claude-fable-5', [false, true, true], true, true],
    ['claude-opus-5-5', [false, true, true], true, true],
    ['claude-haiku-5-5', [false, true, false], true, true],
    ['claude-opus-4-8', [false, false, false], true, true],
    ['claude-opus-4-6', [false, false, false], false, true],
    ['claude-opus-4-5', [true, false, false], false, true],
    ['claude-sonnet-4-5', [true, false, false], false, false],
    ['claude-3-5-haiku', [true, true, false], false, false],
  ] as const)('of %s say how it thinks, and which members it refuses', (model, thinking, sampling, effort) => {
    const facts = factsFor('vertex', model);
    const { refusesAdaptiveThinking, refusesEnabledThinking, refusesDisabledThinking } = facts;
    expect([refusesAdaptiveThinking, refusesEnabledThinking, refusesDisabledThinking]).toEqual(thinking);
    expect([facts.refusesSampling, facts.supportsEffort]).toEqual([sampling, effort]);
  });

  it('is tolerant with names that it does not know', () => {
    expect(factsFor('vertex', 'my-alias')).toMatchObject({
      platformId: null,
      refusesSystemTurns: false,
      refusesAdaptiveThinking: false,
      supportsEffort: true,
      maxOutputTokens: null,
    });
  });

  it('lists what can still be called', () => {
    const ids = listModels('vertex').map((model) => model.id);
    expect(ids).toContain('claude-opus-5-5');
    expect(ids.filter((id) => id.startsWith('claude-3'))).toEqual([]);
  });

  it('lists embedding models where they are served, and says that they are that', () => {
    const embedding = (platform: string) =>
      listModels(platform).flatMap(({ id, makes }) => (makes === 'embeddings' ? id : []));
    expect(embedding('vertex')).toContain('text-embedding-005');
    expect(embedding('anthropic')).toEqual([]);
  });
});
