/** Fields of the verbs that take a link or a new password. */
import { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';

export const LinkToken = z.string().min(1).max(200);
/** Judged by `requireStrong`, which knows whose it is. */
export const NewPassword = z.string().min(1).max(1024);
export const PersonName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
  .default('');

/** One text for used, expired, cancelled and never made: a guess learns nothing. */
export function linkGone(): GatewayError {
  return new GatewayError('not_found', 'This link does not work any more.', {
    hint: 'Each link works once and for a limited time. Ask for a new one.',
  });
}
