/** Refusals of the device flow, in the words of RFC 6749 §5.2 and RFC 8628 §3.5, which clients act by. */

const STATUS = {
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  invalid_request: 400,
  unsupported_grant_type: 400,
  /** Claude Code asks its person to sign in again on 401, and on nothing else. */
  invalid_grant: 401,
} as const;

export class OAuthError extends Error {
  readonly code: keyof typeof STATUS;
  readonly status: number;

  /** `description` is shown to people. */
  constructor(code: keyof typeof STATUS, description: string, status?: number) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.status = status ?? STATUS[code];
  }
}
