/** The errors of OpenAI's API, written. Source: OpenAI's API reference, error codes; the stream's form as its clients read it. */
import { fullMessage, type GatewayError } from '../../../kernel/errors.ts';
import type { ErrorRenderer } from '../dialect.ts';

const OPENAI_CHAT = 'openai-chat';

/** Shared by every endpoint of OpenAI's shape. */
export const openaiErrors: ErrorRenderer = {
  body: (error) => errorBody(error),
  // contract#guardrails.
  guardrailDenied: { status: 446, native: { dialect: OPENAI_CHAT, type: 'hooks_failed', code: null, param: null } },
  event: (error) => `data: ${errorBody(error)}\n\n`,
};

/** `code` is the gateway's stable name for what went wrong, unless the upstream speaks this dialect and has its own. */
function errorBody(error: GatewayError): string {
  const own = error.native?.dialect === OPENAI_CHAT ? error.native : null;
  const type = own?.type ?? errorType(error.status);
  const code = own === null ? error.code : (own.code ?? null);
  const { field } = error;
  const message = fullMessage(error);
  const told = { message, type, param: own?.param ?? error.member ?? field ?? null, code };
  if (field === undefined) return JSON.stringify({ error: told, ...error.besides });
  // The contract's shape beside OpenAI's (contract#saved-only).
  return JSON.stringify({ status: 'failure', message, error: { ...told, field }, ...error.besides });
}

/** `error.type` for a status. */
function errorType(status: number): string {
  if (status >= 500) return 'server_error';
  return TYPES[status] ?? 'invalid_request_error';
}

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};
