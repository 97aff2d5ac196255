import { describe, expect, it } from 'vitest';
import { meaningOf, writtenProvider } from './precedence.ts';

const target = { own: null, passthrough: false, configModel: null, requestedModel: null };

describe('a target means', () => {
  it.each([
    ['its own provider, before any model', { own: '@a', configModel: '@b/m', requestedModel: '@c/m' }, '@a'],
    ['the slug of the model that its config writes', { configModel: '@b/m', requestedModel: '@c/m' }, 'b'],
    ['no slug of the request where the config writes a bare model', { configModel: 'm', requestedModel: '@c/m' }, null],
    ['the slug of the request’s model, else', { requestedModel: '@c/m' }, 'c'],
    ['the request’s, and not its own, as a passthrough', { own: '@a', passthrough: true, requestedModel: '@c/m' }, 'c'],
    ['nothing of its config’s model, as a passthrough', { passthrough: true, configModel: '@b/m' }, null],
    ['what headers say, where nothing else does', { requestedModel: 'm' }, null],
  ])('%s', (_, own, expected) => {
    const meaning = meaningOf<string>({ ...target, ...own });
    expect(meaning.from === 'target' ? meaning.own : meaning.from === 'model' ? meaning.slug : null).toBe(expected);
  });
});

it.each([
  [{ provider: '@a', virtual_key: 'b' }, '@a'],
  [{ virtual_key: 'b' }, '@b'],
  [{ provider: 'anthropic' }, 'anthropic'],
  [{}, null],
])('%j is written for %j', (node, expected) => {
  expect(writtenProvider(node)).toBe(expected);
});
