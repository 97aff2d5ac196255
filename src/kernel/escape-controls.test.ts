import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeControls } from './escape-controls.ts';

it('shows what a terminal would obey', () => {
  expect(escapeControls('a\u001b]0;owned\u0007\u009b2K\r\u202etxt')).toBe(
    'a\\u001b]0;owned\\u0007\\u009b2K\\u000d\\u202etxt',
  );
});

it('leaves lines and letters of every script as they are', () => {
  expect(escapeControls('naïve\n雪 — ok\n')).toBe('naïve\n雪 — ok\n');
});

it('changes no value of a JSON text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(JSON.parse(escapeControls(JSON.stringify({ value })))).toEqual({ value });
    }),
  );
});
