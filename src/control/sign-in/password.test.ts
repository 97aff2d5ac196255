import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPasswords, passwordWeakness } from './password.ts';

const QUICK = { logN: 1, r: 1, p: 1 };
const open = () => createPasswords({ randomBytes, cost: QUICK });

describe('a stored password', () => {
  it('is the one that was hashed and no other, and reveals nothing of itself', async () => {
    const passwords = open();
    const stored = await passwords.hash('correct horse battery');
    expect(stored).toMatch(/^scrypt\$1\$1\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await passwords.hash('correct horse battery')).not.toBe(stored);
    expect(await passwords.verify('correct horse battery', stored)).toBe(true);
    expect(await passwords.verify('correct horse batterY', stored)).toBe(false);
  });

  it('is the same in whatever way a keyboard composes its accents', async () => {
    const passwords = open();
    expect(await passwords.verify('cafe\u0301 au lait, twice', await passwords.hash('caf\u00e9 au lait, twice'))).toBe(
      true,
    );
  });

  it('that another version hashed with other costs is still checked by those', async () => {
    const stored = await createPasswords({ randomBytes, cost: { logN: 2, r: 2, p: 1 } }).hash('correct horse battery');
    expect(await open().verify('correct horse battery', stored)).toBe(true);
  });

  it.each(['', 'plain text', 'scrypt$1$1$1$$', 'bcrypt$1$1$1$c2FsdA$aGFzaA', 'scrypt$1$1$1$c2FsdA$'])(
    'that is none opens nothing: %j',
    async (stored) => {
      expect(await open().verify('', stored)).toBe(false);
      expect(await open().verify('plain text', stored)).toBe(false);
    },
  );

  it('of nobody takes the same work and is wrong', async () => {
    expect(await open().verify('correct horse battery', null)).toBe(false);
  });

  it('is refused, not queued for ever, where too many come at once', async () => {
    const passwords = open();
    const all = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.hash('correct horse battery')));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(60 - 34);
    expect(refused[0]).toMatchObject({ reason: { code: 'overloaded' } });
    expect(await passwords.hash('correct horse battery')).toContain('scrypt');
  });
});

describe('a password', () => {
  it.each([
    ['short', 'k7#pQ2x9Lmz', /at least 12/],
    ['too long to hash', 'x7'.repeat(200), /at most 256/],
    ['of everybody', 'password1234', /everybody/],
    ['of everybody, with signs', 'P4ssw0rd! Password123', null],
    ['that counts', '123456789012', /everybody/],
    ['that repeats itself', 'abababababababab', /repeats/],
    ['that is the address', 'ada.lovelace1', /e-mail address/],
    ['of four words', 'correct horse battery staple', null],
    ['of random letters', 'kqzvwxjbnmrt', null],
  ])('%s', (_, password, reason) => {
    const weakness = passwordWeakness(password, 'ada.lovelace@example.com');
    if (reason === null) expect(weakness).toBeNull();
    else expect(weakness).toMatch(reason);
  });
});
