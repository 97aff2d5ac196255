import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newTotpSecret, stepOf, totpAt, totpUri } from './totp.ts';

/** RFC 6238's own secret, `12345678901234567890`, in base 32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of an authenticator app', () => {
  /** RFC 6238, appendix B, with its last six digits. */
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is what the standard says at %i s', (seconds, code) => {
    expect(totpAt(SECRET, Math.floor(seconds / 30))).toBe(code);
    expect(stepOf(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  });

  it('counts for one step before and after its own, and no longer', () => {
    const code = totpAt(SECRET, 100);
    const at = (step: number) => stepOf(SECRET, code, step * 30_000);
    expect([98, 99, 100, 101, 102].map(at)).toEqual([null, 100, 100, 100, null]);
  });

  it.each(['', '28708', '2870822', '28708a', '２８７０８２'])('is not "%s"', (code) => {
    expect(stepOf(SECRET, code, 59_000)).toBeNull();
  });
});

it('a new secret has 160 bits in base 32, another one each time', () => {
  const secrets = Array.from({ length: 50 }, () => newTotpSecret({ randomBytes }));
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new Set(secrets).size).toBe(50);
});

it('a QR code names the account as it is, whatever signs it has', () => {
  expect(totpUri(SECRET, { account: 'a+b:c@example.com', issuer: 'Tollgate' })).toBe(
    `otpauth://totp/Tollgate:a%2Bb%3Ac%40example.com?secret=${SECRET}&issuer=Tollgate`,
  );
});
