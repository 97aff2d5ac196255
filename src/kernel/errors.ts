/** The error that Tollgate responds with: what happened, whose fault it is, and what to do next. */

export type Fault = 'client' | 'gateway' | 'upstream';

/**
 * Stable names of everything that can go wrong; documented in docs/reference/errors.md and used as the
 * low-cardinality label in metrics. Adding one here makes the compiler ask for its row in `ERRORS`.
 */
export type ErrorCode = keyof typeof ERRORS;

interface ErrorFacts {
  status: number;
  fault: Fault;
  /** May the caller's own retry help? Becomes `x-should-retry`; null = nobody knows, so that its own rules for the status hold. */
  retryable: boolean | null;
}

const client = (status: number, retryable: false | null = false): ErrorFacts => ({
  status,
  fault: 'client',
  retryable,
});
const gateway = (status: number, retryable: true | null): ErrorFacts => ({ status, fault: 'gateway', retryable });
const upstream = (status: number, retryable = true): ErrorFacts => ({ status, fault: 'upstream', retryable });

/**
 * Statuses are chosen by what Claude Code does with them: 401 and 412 are shown at once, 404 hides our text behind
 * its own "issue with the selected model", and 400/422 start its ladder of quick repairs, so 400 is for requests
 * that are truly malformed and 412 for a set-up that someone must change.
 */
export const ERRORS = {
  missing_api_key: client(401),
  invalid_api_key: client(401),
  expired_api_key: client(401),
  token_not_allowed: client(403),
  admin_key_on_inference: client(403),
  missing_scope: client(403),
  invalid_json: client(400),
  invalid_request: client(400),
  missing_model: client(400),
  invalid_header: client(400),
  invalid_config: client(400),
  config_override_not_allowed: client(400),
  inline_config_blocked: client(400),
  inline_provider_blocked: client(400),
  inline_custom_host_blocked: client(400),
  inline_provider_url_blocked: client(400),
  inline_forward_headers_blocked: client(400),
  inline_host_not_allowed: client(403),
  config_not_found: client(412),
  provider_not_found: client(412),
  provider_not_chosen: client(412),
  provider_unusable: client(412),
  operation_not_supported: client(501),
  model_not_allowed: client(403),
  model_not_found: client(404),
  not_found: client(404),
  already_exists: client(409),
  in_use: client(409),
  method_not_allowed: client(405),
  unsupported_encoding: client(415),
  body_too_large: client(413),
  body_timeout: client(408, null),
  headers_too_large: client(431),
  too_many_sign_ins: client(429),
  sign_in_failed: client(401),
  second_factor_failed: client(401),
  client_closed: client(499),
  budget_exceeded: client(412),
  provider_budget_exceeded: client(412),
  budget_unpriced: client(412),
  rate_limited: client(429, null),
  provider_rate_limited: client(429, null),
  too_fast: client(429, null),
  stopped: client(412),
  url_not_allowed: client(412),
  guardrail_denied: client(446),
  guardrail_unusable: client(412),
  credentials_rejected: upstream(502, false),
  credentials_unreachable: upstream(503),
  upstream_unreachable: upstream(502),
  upstream_timeout: upstream(408),
  upstream_cut: upstream(502),
  upstream_error: upstream(502),
  ledger_unavailable: gateway(503, true),
  rates_unavailable: gateway(503, true),
  records_unavailable: gateway(503, true),
  shutting_down: gateway(503, true),
  overloaded: gateway(503, true),
  log_unavailable: gateway(503, true),
  internal: gateway(500, null),
} as const satisfies Record<string, ErrorFacts>;

export interface GatewayErrorOptions {
  /** What the caller, or the person who runs the gateway, should do next. One sentence. */
  hint?: string;
  /** Overrides the code's usual status, as when an upstream's own status is passed on. */
  status?: number;
  /** null = say nothing about it: the caller's own rules for the status hold. */
  retryable?: boolean | null;
  /** Seconds, sent as `retry-after`. */
  retryAfter?: number;
  /** The status by which retries and fallbacks go, where the caller gets another. */
  routedAs?: number;
  /** What of the request is wrong, as a header's name. */
  field?: string;
  /** What of the body is wrong, as a path in the client's dialect; answers name it where the dialect has a place for it. */
  member?: string;
  /** Further headers of the answer. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
  /** As the upstream named it, where that says more than the status. */
  native?: NativeError | null;
  /** Further members of the answer's body. */
  besides?: Readonly<Record<string, unknown>>;
}

/** What a dialect says of an error beside its message. A client of the same dialect gets it as it is. */
export interface NativeError {
  /** Id of the dialect. */
  dialect: string;
  /** `error.type`. */
  type: string;
  /** `error.code` and `error.param`, where the dialect has them. */
  code?: string | null;
  param?: string | null;
}

export class GatewayError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly fault: Fault;
  readonly retryable: boolean | null;
  readonly hint: string | undefined;
  readonly retryAfter: number | undefined;
  readonly native: NativeError | null;
  readonly routedAs: number;
  readonly field: string | undefined;
  readonly member: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly besides: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const facts: ErrorFacts = ERRORS[code];
    this.name = 'GatewayError';
    this.code = code;
    this.status = options.status ?? facts.status;
    this.fault = facts.fault;
    this.retryable = options.retryable === undefined ? facts.retryable : options.retryable;
    this.hint = options.hint;
    this.retryAfter = options.retryAfter;
    this.native = options.native ?? null;
    this.routedAs = options.routedAs ?? this.status;
    this.field = options.field;
    this.member = options.member;
    this.headers = options.headers ?? {};
    this.besides = options.besides ?? {};
  }

  /** The same error in other words, as without secrets; itself where no word is another. */
  reworded(change: (text: string) => string): GatewayError {
    const message = change(this.message);
    const hint = this.hint === undefined ? undefined : change(this.hint);
    if (message === this.message && hint === this.hint) return this;
    const { code, status, retryable, retryAfter, routedAs, field, member, headers, native, besides, cause } = this;
    return new GatewayError(code, message, {
      status,
      retryable,
      routedAs,
      headers,
      native,
      besides,
      ...(hint === undefined ? {} : { hint }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(field === undefined ? {} : { field }),
      ...(member === undefined ? {} : { member }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

/** An upstream's own words stand alone: clients recognise and repair them. Ours are followed by what to do next. */
export function fullMessage({ code, message, hint }: GatewayError): string {
  return hint === undefined || code === 'upstream_error' || code === 'upstream_cut' ? message : `${message} ${hint}`;
}

/** Anything thrown, as a GatewayError; what nobody foresaw becomes `internal` and keeps its cause for the log. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('internal', 'Tollgate failed while it handled this request.', {
    hint: 'This is a bug in the gateway: look up the request id in its log and report it.',
    cause: thrown,
  });
}
