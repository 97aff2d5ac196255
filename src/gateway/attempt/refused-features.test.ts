import { describe, expect, it } from 'vitest';
import { UNNAMED_FLAG } from '../../wire/model-facts.ts';
import type { Target } from '../route/plan.ts';
import { createRefusalMemory, refusalPlace } from './refused-features.ts';

const at = (model: string, own: object = {}) =>
  refusalPlace({ provider: { accountId: 'account' }, model } as Target, {
    operation: 'messages',
    betas: [],
    version: null,
    ...own,
  });

describe('what an upstream has refused', () => {
  it('is remembered per provider and model, adds up, and is forgotten after a while', () => {
    let now = 0;
    const memory = createRefusalMemory({ now: () => now, rememberMs: 1000 });
    memory.learn(at('vertex opus'), { betas: ['a'], fields: [] });
    memory.learn(at('vertex opus'), { betas: ['b'], fields: ['tags'] });
    expect([...memory.recall(at('vertex opus')).betas]).toEqual(['a', 'b']);
    expect([...memory.recall(at('vertex opus')).fields]).toEqual(['tags']);
    expect(memory.recall(at('vertex haiku')).betas.size).toBe(0);
    now = 1000;
    expect(memory.recall(at('vertex opus')).betas.size).toBe(0);
  });

  it('is asked again after an hour, unless it was refused again meanwhile', () => {
    let now = 0;
    const memory = createRefusalMemory({ now: () => now });
    const HOUR = 3_600_000;
    memory.learn(at('vertex opus'), { betas: ['a'], fields: [] });
    memory.learn(at('vertex haiku'), { betas: ['a'], fields: [] });
    now = HOUR - 1;
    memory.learn(at('vertex haiku'), { betas: ['a'], fields: [] });
    expect(memory.recall(at('vertex opus')).betas.size).toBe(1);
    now = HOUR;
    expect(memory.recall(at('vertex opus')).betas.size).toBe(0);
    expect([...memory.recall(at('vertex haiku')).betas]).toEqual(['a']);
  });

  it('stays bounded when models are made up without end', () => {
    const memory = createRefusalMemory({ now: () => 0 });
    for (let index = 0; index < 10_050; index += 1) memory.learn(at(`model ${index}`), { betas: ['a'], fields: [] });
    expect(memory.recall(at('model 0')).betas.size).toBe(0);
    expect(memory.recall(at('model 10049')).betas.size).toBe(1);
  });

  const learned = (own: object) => {
    const memory = createRefusalMemory({ now: () => 0 });
    memory.learn(at('opus', { betas: ['b', 'a'] }), { betas: ['a', UNNAMED_FLAG], fields: ['tags'] });
    const { betas, fields } = memory.recall(at('opus', own));
    return [...betas, ...fields];
  };

  it('holds for a flag by its name whatever stands beside it, and for a member only beside the same flags', () => {
    expect(learned({ betas: ['a', 'b'] })).toEqual(['a', UNNAMED_FLAG, 'tags']);
    expect(learned({ betas: ['a'] })).toEqual(['a']);
    expect(learned({ betas: ['a', 'b'], version: '2026-10-21' })).toEqual(['a']);
  });

  it('holds for one operation', () => {
    expect(learned({ betas: ['a', 'b'], operation: 'messagesCountTokens' })).toEqual([]);
  });
});
