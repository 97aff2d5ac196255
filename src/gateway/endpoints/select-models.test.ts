import { describe, expect, it } from 'vitest';
import type { GatewayError } from '../../kernel/errors.ts';
import { selectModels } from './select-models.ts';

const model = (slug: string, name: string, service = 'vertex-ai') => ({ id: `@${slug}/${name}`, name, slug, service });
/** Neither by name nor by provider in order. */
const MODELS = [
  model('b', 'opus'),
  model('b', 'haiku'),
  model('a', 'sonnet', 'anthropic'),
  model('a', 'opus', 'anthropic'),
  model('c', 'opus'),
];

function select(query: string) {
  const { models, hasMore } = selectModels(MODELS, new URLSearchParams(query));
  return { ids: models.map(({ id }) => id), hasMore };
}

describe('the query of a list of models', () => {
  it.each([
    ['', ['@b/opus', '@b/haiku', '@a/sonnet', '@a/opus', '@c/opus']],
    ['beta=true', ['@b/opus', '@b/haiku', '@a/sonnet', '@a/opus', '@c/opus']],
    ['ai_service=anthropic', ['@a/sonnet', '@a/opus']],
    ['provider=b', ['@b/opus', '@b/haiku']],
    ['provider=%40b', ['@b/opus', '@b/haiku']],
    ['provider=vertex-ai', ['@b/opus', '@b/haiku', '@c/opus']],
    ['provider=b&ai_service=anthropic', []],
    ['provider=nobody', []],
    ['sort=name', ['@b/haiku', '@a/opus', '@b/opus', '@c/opus', '@a/sonnet']],
    ['order=desc', ['@a/sonnet', '@c/opus', '@b/opus', '@a/opus', '@b/haiku']],
    ['sort=provider', ['@a/opus', '@a/sonnet', '@b/haiku', '@b/opus', '@c/opus']],
    ['sort=ai_service', ['@a/opus', '@a/sonnet', '@b/haiku', '@b/opus', '@c/opus']],
    ['sort=ai_service&order=desc', ['@c/opus', '@b/opus', '@b/haiku', '@a/sonnet', '@a/opus']],
  ])('%j chooses and sorts', (query, ids) => {
    expect(select(query)).toEqual({ ids, hasMore: false });
  });

  it.each([
    ['limit=2', ['@b/opus', '@b/haiku'], true],
    ['limit=2&offset=2', ['@a/sonnet', '@a/opus'], true],
    ['limit=2&offset=4', ['@c/opus'], false],
    ['offset=9', [], false],
    ['limit=5', ['@b/opus', '@b/haiku', '@a/sonnet', '@a/opus', '@c/opus'], false],
    ['limit=2&after_id=@b/haiku', ['@a/sonnet', '@a/opus'], true],
    ['limit=2&after_id=@a/sonnet', ['@a/opus', '@c/opus'], false],
    ['limit=2&before_id=@a/opus', ['@b/haiku', '@a/sonnet'], true],
    ['limit=9&before_id=@a/sonnet', ['@b/opus', '@b/haiku'], false],
  ])('%j is a page', (query, ids, hasMore) => {
    expect(select(query)).toEqual({ ids, hasMore });
  });

  it('that is paged through yields every model once', () => {
    const seen: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const { ids, hasMore } = select(`limit=2${next}`);
      seen.push(...ids);
      next = hasMore ? `&after_id=${ids.at(-1)}` : undefined;
    }
    expect(seen).toEqual(MODELS.map(({ id }) => id));
  });

  it('names a model once where several providers have it under one name', () => {
    const bare = MODELS.map((each) => ({ ...each, id: each.name }));
    const ids = (query: string) => selectModels(bare, new URLSearchParams(query)).models.map(({ id }) => id);
    expect(ids('')).toEqual(['opus', 'haiku', 'sonnet']);
    expect(ids('provider=b')).toEqual(['opus', 'haiku']);
  });

  it.each([
    ['limit=0', 'limit: expected a whole number from 1, got "0"'],
    ['limit=-1', 'limit: expected a whole number from 1, got "-1"'],
    ['limit=many', 'limit: expected a whole number from 1, got "many"'],
    ['offset=1.5', 'offset: expected a whole number from 0, got "1.5"'],
    ['sort=price', 'sort: expected one of name, provider, ai_service, got "price"'],
    ['order=up', 'order: expected one of asc, desc, got "up"'],
    ['after_id=gone', 'after_id: expected an id of this list, got "gone"'],
    ['before_id=gone', 'before_id: expected an id of this list, got "gone"'],
  ])('%j is refused by name', (query, message) => {
    expect(() => select(query)).toThrow(expect.objectContaining({ code: 'invalid_request' }) as GatewayError);
    expect(() => select(query)).toThrow(message);
  });
});
