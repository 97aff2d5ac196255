import { describe, expect, it } from 'vitest';
import { maskSecret, newId, newKey, newSlug, Slug } from './identity.ts';

const all = (byte: number) => ({ randomBytes: (size: number) => new Uint8Array(size).fill(byte) });

describe('names for new things', () => {
  it('a key has 43 characters, whatever chance brings', () => {
    expect(newKey(all(0))).toBe(`tg-${'0'.repeat(43)}`);
    expect(newKey(all(255))).toMatch(/^tg-[1-9A-Za-z][0-9A-Za-z]{42}$/);
  });

  it('an id is a UUID of version 4', () => {
    expect(newId(all(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });

  it.each([
    ['Vertex (Production)', '', 'vertex-production-abab'],
    ['Main', 'pc-', 'pc-main-abab'],
    ['日本', '', 'ababab'],
    ['x'.repeat(200), 'pc-', 'pc-xxx'],
  ])('a slug of %s is one', (name, prefix, begins) => {
    const slug = newSlug(all(0xab), name, prefix);
    expect(slug.startsWith(begins)).toBe(true);
    expect(Slug.safeParse(slug).success).toBe(true);
  });

  it('a mask gives away its ends only, and of a short secret nothing', () => {
    expect(maskSecret('tg-0123456789abcdef')).toBe('tg-01****cdef');
    expect(maskSecret('hunter2')).toBe('****');
  });
});
