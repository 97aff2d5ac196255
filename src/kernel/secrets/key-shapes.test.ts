import { describe, expect, it } from 'vitest';
import { holdsKey, looksLikeKey } from './key-shapes.ts';

const OURS = 'tg-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo';
const ANTHROPICS = 'sk-ant-api03-aB_c-1dE_f-2gH_i-3jK_l-4mN_o-5pQ_r';
const MADE_UP = '8f14e45fceea167a5a36dedd4bea2543';

describe('a key in the place of something else', () => {
  it.each([OURS, ANTHROPICS, `vertex ${OURS}`, `vertex:${ANTHROPICS}`])('is seen by its beginning: %s', (text) => {
    expect([holdsKey(text), looksLikeKey(text)]).toEqual([true, true]);
  });

  it('is seen in a name by its length alone, which an id of a trace may have', () => {
    expect([holdsKey(MADE_UP), looksLikeKey(MADE_UP)]).toEqual([false, true]);
  });

  it.each([
    '@vertex-prod',
    'pc-team-default-3f9a1c',
    'b0a1c2d3-1111-4222-8333-444455556666',
    'risk-assessment-of-loans',
    '',
  ])('is not seen in a name: %j', (name) => {
    expect([holdsKey(name), looksLikeKey(name)]).toEqual([false, false]);
  });
});
