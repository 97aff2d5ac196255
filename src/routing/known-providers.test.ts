import { expect, it } from 'vitest';
import { knownProviders } from './known-providers.ts';

it('names what is most like the one that was asked for, and says how many there are besides', () => {
  const ids = [
    'anthropic',
    'azure-openai',
    'bedrock',
    'google',
    'groq',
    'mistral-ai',
    'openai',
    'openrouter',
    'vertex-ai',
  ];
  expect(knownProviders(ids, 'vertex')).toMatch(/^vertex-ai, anthropic, .* and 3 more$/);
  expect(knownProviders(ids, 'open-ai')).toMatch(/^openai, openrouter, /);
  expect(knownProviders(['a', 'b'], 'x')).toBe('a, b');
});
