import { describe, expect, it } from 'vitest';
import { negotiateBetas, parseBetaFlags } from './beta-flags.ts';
import { UNNAMED_FLAG } from '../../model-facts.ts';
import type { BetaRule } from '../../model-facts.ts';
import type { BetaNegotiation } from './beta-flags.ts';

describe('reading anthropic-beta', () => {
  it.each([
    ['a comma list', ['a,b'], undefined, ['a', 'b']],
    ['several headers', ['a', 'b,c'], undefined, ['a', 'b', 'c']],
    ['blanks and duplicates', [' a , ,b,a,'], undefined, ['a', 'b']],
    ['JSON in the header', ['["a","b,c"]'], undefined, ['a', 'b', 'c']],
    ['a bracketed list that is no JSON', ['[a, b]'], undefined, ['a', 'b']],
    ['an array in the body', ['a'], ['b', 'a'], ['a', 'b']],
    ['a list in the body', [], 'a, b', ['a', 'b']],
    ['a body member of another type', [], { a: 1 }, []],
    ['what could not stand in a header', ['a\r\nx: y,b', 'c d'], undefined, ['b']],
    ['nothing', [], undefined, []],
  ])('takes %s', (_name, headers, member, expected) => {
    expect(parseBetaFlags(headers, member)).toEqual(expected);
  });
});

const RULES: Record<string, BetaRule> = {
  effort: { action: 'forward', governs: ['output_config.effort'] },
  context: { action: 'forward', governs: ['context_management'] },
  compact: { action: 'forward', governs: ['context_management'] },
  scope: { action: 'drop', governs: ['cache_control.scope'] },
  tools: { action: 'rename', to: 'search', governs: ['tools[].defer_loading'], loses: ['tools[].input_examples'] },
  new: { action: 'unknown', byDefault: 'drop', governs: [] },
};

function negotiate(flags: string[], over: Partial<BetaNegotiation> = {}, betas: string[] = [], fields: string[] = []) {
  const ruleFor = (flag: string): BetaRule => RULES[flag] ?? { action: 'forward', governs: [] };
  return negotiateBetas({
    flags,
    ruleFor,
    unknown: null,
    refused: { betas: new Set(betas), fields: new Set(fields) },
    ...over,
  });
}

describe('negotiating anthropic-beta', () => {
  it('drops a flag together with what it governs', () => {
    const nothing = { renamed: [] };
    expect(negotiate(['effort', 'scope'])).toEqual({
      ...nothing,
      send: ['effort'],
      dropped: ['scope'],
      droppedMembers: ['cache_control.scope'],
    });
  });

  it('renames a flag and drops what the new name does not cover', () => {
    expect(negotiate(['tools'])).toEqual({
      send: ['search'],
      dropped: [],
      renamed: [{ from: 'tools', to: 'search' }],
      droppedMembers: ['tools[].input_examples'],
    });
  });

  it('sends one flag for two names of it', () => {
    expect(negotiate(['search', 'tools']).send).toEqual(['search']);
  });

  it('follows the platform with unknown flags unless the settings say otherwise', () => {
    expect(negotiate(['new']).dropped).toEqual(['new']);
    expect(negotiate(['new'], { unknown: 'forward' }).send).toEqual(['new']);
  });

  it('drops the pair when the flag was refused, under either name', () => {
    expect(negotiate(['context'], {}, ['context'])).toMatchObject({ send: [], droppedMembers: ['context_management'] });
    expect(negotiate(['tools'], {}, ['search'])).toMatchObject({ send: [], dropped: ['tools'] });
  });

  it('drops the pair when the member was refused, by itself or with what it stands in', () => {
    expect(negotiate(['effort'], {}, [], ['output_config'])).toMatchObject({
      send: [],
      droppedMembers: ['output_config', 'output_config.effort'],
    });
  });

  it('keeps a member that another flag still governs', () => {
    expect(negotiate(['context', 'compact'], {}, ['compact'])).toMatchObject({ send: ['context'], droppedMembers: [] });
  });

  it('keeps only the core when a flag was refused without its name', () => {
    expect(negotiate(['claude-code-20250219', 'effort'], {}, [UNNAMED_FLAG])).toMatchObject({
      send: ['claude-code-20250219'],
      dropped: ['effort'],
    });
  });
});
