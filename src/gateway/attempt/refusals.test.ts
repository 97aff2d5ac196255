import { describe, expect, it } from 'vitest';
import { createRefusalMemory } from './refusals.ts';

describe('what an upstream has refused', () => {
  it('is remembered per provider and model, adds up, and is forgotten after a while', () => {
    let now = 0;
    const memory = createRefusalMemory({ now: () => now, rememberMs: 1000 });
    memory.learn('vertex opus', { betas: ['a'], fields: [] });
    memory.learn('vertex opus', { betas: ['b'], fields: ['tags'] });
    expect([...memory.recall('vertex opus').betas]).toEqual(['a', 'b']);
    expect([...memory.recall('vertex opus').fields]).toEqual(['tags']);
    expect(memory.recall('vertex haiku').betas.size).toBe(0);
    now = 1000;
    expect(memory.recall('vertex opus').betas.size).toBe(0);
  });

  it('is asked again after an hour, unless it was refused again meanwhile', () => {
    let now = 0;
    const memory = createRefusalMemory({ now: () => now });
    const HOUR = 3_600_000;
    memory.learn('vertex opus', { betas: ['a'], fields: [] });
    memory.learn('vertex haiku', { betas: ['a'], fields: [] });
    now = HOUR - 1;
    memory.learn('vertex haiku', { betas: [], fields: ['tags'] });
    expect(memory.recall('vertex opus').betas.size).toBe(1);
    now = HOUR;
    expect(memory.recall('vertex opus').betas.size).toBe(0);
    expect([...memory.recall('vertex haiku').betas]).toEqual(['a']);
  });

  it('stays bounded when models are made up without end', () => {
    const memory = createRefusalMemory({ now: () => 0 });
    for (let index = 0; index < 10_050; index += 1) memory.learn(`model ${index}`, { betas: ['a'], fields: [] });
    expect(memory.recall('model 0').betas.size).toBe(0);
    expect(memory.recall('model 10049').betas.size).toBe(1);
  });
});
