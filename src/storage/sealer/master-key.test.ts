/** The master key: made once, kept private, refused when it is not safe. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MasterKeyError, openMasterKey } from './master-key.ts';

describe('the master key', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tollgate-key-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('is made on the first start, readable by its owner only, and is the same one ever after', () => {
    const key = openMasterKey({ directory: join(directory, 'not', 'yet') });
    expect(key).toHaveLength(32);
    expect(readdirSync(join(directory, 'not', 'yet'))).toEqual(['master.key']);
    expect(statSync(join(directory, 'not', 'yet', 'master.key')).mode & 0o777).toBe(0o600);
    expect(openMasterKey({ directory: join(directory, 'not', 'yet') })).toEqual(key);
  });

  it('comes from the environment as hex, base64 or base64url, and then no file is made', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(openMasterKey({ directory, fromEnvironment: ` ${bytes.toString(encoding)}\n` })).toEqual(bytes);
    }
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each(['', 'correct horse battery staple', 'ab'.repeat(16), 'ab'.repeat(33)])(
    'is refused from the environment as %j, without repeating it',
    (fromEnvironment) => {
      const open = () => openMasterKey({ directory, fromEnvironment });
      expect(open).toThrow(MasterKeyError);
      expect(open).toThrow('openssl rand -base64 32');
      if (fromEnvironment !== '') expect(open).not.toThrow(fromEnvironment);
    },
  );

  it('is refused when other users can read its file', () => {
    openMasterKey({ directory });
    chmodSync(join(directory, 'master.key'), 0o640);
    expect(() => openMasterKey({ directory })).toThrow(/mode 0640.*chmod 600/);
  });

  it('is refused, not replaced, when its file is damaged', () => {
    writeFileSync(join(directory, 'master.key'), '', { mode: 0o600 });
    expect(() => openMasterKey({ directory })).toThrow('does not hold a master key');
  });
});
