/** The address that links in answers begin with. */
import type { ControlContext } from './context.ts';

/**
 * The configured address; else the one by which the caller reached this server, which is safe in an answer to that caller and
 * nowhere else: what a client writes into `Host` must not end up in a mail to somebody else.
 */
export function linkBase({ publicUrl, request }: Pick<ControlContext, 'publicUrl' | 'request'>): string {
  return publicUrl ?? request?.origin ?? '';
}
