/** Random secrets that stand in a cookie or a link. Only their hash is stored. */
import { createHash } from 'node:crypto';
import type { KeyHash } from '../../kernel/ids.ts';
import { hashKey } from '../../kernel/key-hash.ts';
import type { ControlContext } from '../context.ts';

const TOKEN_BYTES = 32;

/** 256 random bits, in characters that need no quoting anywhere. */
export function newToken({ randomBytes }: Pick<ControlContext, 'randomBytes'>): { token: string; tokenHash: KeyHash } {
  const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url');
  return { token, tokenHash: hashKey(token) };
}

/**
 * What a request that changes something must repeat: made of the cookie's secret, which only this server and the browser's
 * cookie jar know. It can be sent again after a reload and need not be stored.
 */
export function csrfTokenOf(sessionToken: string): string {
  return createHash('sha256').update(`csrf ${sessionToken}`).digest('base64url');
}
