/** The AES-GCM engine against the port's suite. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSealer } from '../ports/sealer.suite.ts';
import { createAesGcmSealer } from './aes-gcm.ts';

describeSealer((keyName) => createAesGcmSealer({ masterKey: createHash('sha256').update(keyName).digest() }));

it('refuses a master key of the wrong length', () => {
  expect(() => createAesGcmSealer({ masterKey: Buffer.alloc(16) })).toThrow('32 bytes');
});

it('opens what it sealed in former versions, for the records outlive them', () => {
  const sealer = createAesGcmSealer({ masterKey: createHash('sha256').update('ours').digest() });
  expect(sealer.open('v1.AAECAwQFBgcICQoLbzyacdf9xlnYQv2Gk1dclHftT9OGO_bUjQ', 'integration:1')).toBe('sk-secret');
});
