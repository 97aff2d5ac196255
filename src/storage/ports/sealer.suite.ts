/** What every engine of the sealer port must do, as one suite. */
import { describe, expect, it } from 'vitest';
import type { Sealer } from './sealer.ts';

/** `create` gives a sealer under the master key of that name: the same name, the same key. */
export function describeSealer(create: (keyName: string) => Sealer): void {
  describe('the sealer port', () => {
    const sealer = create('ours');

    it.each(['', 'sk-secret', '{"key":null}', 'ключ 🔑', 'x'.repeat(100_000)])('opens what it sealed', (plaintext) => {
      expect(sealer.open(sealer.seal(plaintext, 'integration:1'), 'integration:1')).toBe(plaintext);
    });

    it('never seals the same text alike, and never shows it', () => {
      const sealed = sealer.seal('sk-secret', 'integration:1');
      expect(sealed).not.toBe(sealer.seal('sk-secret', 'integration:1'));
      expect(sealed).not.toContain('secret');
    });

    it('does not open a value that was moved to another row', () => {
      const sealed = sealer.seal('sk-secret', 'integration:1');
      expect(() => sealer.open(sealed, 'integration:2')).toThrow('does not open');
    });

    it('does not open under another master key, but does under the same one after a restart', () => {
      const sealed = sealer.seal('sk-secret', 'integration:1');
      expect(() => create('theirs').open(sealed, 'integration:1')).toThrow('does not open');
      expect(create('ours').open(sealed, 'integration:1')).toBe('sk-secret');
    });

    it('does not open when any character was changed', () => {
      const sealed = sealer.seal('sk-secret', 'integration:1');
      for (let index = 0; index < sealed.length; index += 1) {
        const other = sealed[index] === 'A' ? 'B' : 'A';
        const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
        expect(() => sealer.open(changed, 'integration:1')).toThrow('does not open');
      }
    });

    it.each(['', 'v1.', 'v1.AAAA', 'v9.AAAA', 'plain text'])('does not open %j', (text) => {
      expect(() => sealer.open(text, 'integration:1')).toThrow('does not open');
    });
  });
}
