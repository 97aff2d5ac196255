import { describe, expect, it } from 'vitest';
import { shownName } from './shown-name.ts';

const KEY = 'tg-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo';

describe('a name that an error message shows', () => {
  it.each(['vertex-prod', 'pc-team-default-3f9a1c', 'team_a.eu/claude', ''])('is shown whole: %j', (name) => {
    expect(shownName(name)).toBe(name);
  });

  it.each([
    ['a second header glued to it', `vertex x-portkey-api-key: ${KEY}`],
    ['a second header glued to it by a tab', `vertex\tx-portkey-api-key:${KEY}`],
    ['more than a name has', 'a-'.repeat(40)],
  ])('is cut: %s', (_, text) => {
    const shown = shownName(text);
    expect(shown.length).toBeLessThanOrEqual(13);
    expect(shown).toMatch(/…$/);
  });

  it.each([
    ['a gateway key', KEY],
    ['a gateway key with a second header glued to it', `${KEY} x-portkey-config: pc-1`],
    ['a provider’s key', 'sk-ant-api03-abcdefgh'],
    ['a key of Google', 'AIzaSyA-1234_abcd-5678'],
    ['a key that somebody made up', 'corp7f3a9c2e4b5d6f8091a2b3c4'],
  ])('holds nothing of a key in its place: %s', (_, text) => {
    expect(shownName(text)).toBe('[masked:key]');
  });
});
