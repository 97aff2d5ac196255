/** What Tollgate itself says in Anthropic's dialect: error bodies, error events, pings. */
import type { NativeError } from '../../../kernel/errors.ts';

/** Anthropic's `error.type` for a status. Source: API errors reference; 412 and 446 are ours. */
export function errorTypeFor(status: number): string {
  return TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  501: 'not_supported',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An `error.type` with the name of this dialect. */
export const nativeError = (type: string): NativeError => ({ dialect: 'anthropic-messages', type });

export interface AnthropicError {
  type: string;
  message: string;
  requestId?: string;
  /** Further members of the body. */
  besides?: Readonly<Record<string, unknown>>;
}

export function errorBody(error: AnthropicError): string {
  return JSON.stringify({
    type: 'error',
    error: { type: error.type, message: error.message },
    request_id: error.requestId,
    ...error.besides,
  });
}

/** The only honest end of a stream that cannot go on. */
export function errorEvent(error: AnthropicError): string {
  return `event: error\ndata: ${errorBody(error)}\n\n`;
}

/** Keeps a client awake while the upstream is silent. Source: Messages API streaming, "ping events". */
export const PING_EVENT = 'event: ping\ndata: {"type":"ping"}\n\n';

/** The status that an error event's type stands for, for routing and for the log. */
export function statusFor(type: string): number {
  for (const [status, name] of Object.entries(TYPES)) if (name === type && status !== '408') return Number(status);
  return type === 'invalid_request_error' ? 400 : 500;
}
