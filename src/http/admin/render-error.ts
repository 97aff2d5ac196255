/** Errors in the admin API's own envelope, `{success: false, data: {message, errorCode}}`. */
import type { GatewayError } from '../../kernel/errors.ts';
import { maskText, type KnownSecrets } from '../../kernel/secrets/mask.ts';

export interface AdminErrorBody {
  success: false;
  data: { message: string; errorCode: string; hint?: string };
}

const CODE_BY_STATUS: Readonly<Record<number, string>> = {
  401: 'AB05',
  402: 'AB09',
  403: 'AB03',
  404: 'AB08',
  409: 'AB07',
  429: 'AB06',
};

/** Keys are masked: what a caller sent may stand in the message. */
export function renderAdminError(refusal: GatewayError, known: KnownSecrets): AdminErrorBody {
  const error = refusal.reworded((text) => maskText(text, known));
  return {
    success: false,
    data: {
      message: error.message,
      errorCode: errorCode(error),
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
  };
}

function errorCode({ code, status }: GatewayError): string {
  if (status >= 500) return 'AB04';
  // A field that names something unknown, as opposed to a path that does.
  if (status === 404 && code === 'invalid_request') return 'AB02';
  return CODE_BY_STATUS[status] ?? 'AB01';
}
