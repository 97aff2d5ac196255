/** Why requests failed, in words, by the code of the error in the log. */

const CAUSES: Readonly<Record<string, string>> = {
  missing_api_key: 'no gateway key',
  invalid_api_key: 'unknown gateway key',
  expired_api_key: 'expired gateway key',
  missing_scope: 'the key may not do this',
  config_not_found: 'unknown config',
  provider_not_found: 'unknown provider',
  provider_not_chosen: 'no provider named',
  provider_unusable: 'the provider cannot be used',
  model_not_allowed: 'model not allowed',
  model_not_found: 'unknown model',
  client_closed: 'the client hung up',
  budget_exceeded: 'budget used up',
  provider_budget_exceeded: 'budget of the provider used up',
  budget_unpriced: 'no price for the budget',
  rate_limited: 'rate limit reached',
  provider_rate_limited: 'rate limit of the provider reached',
  too_fast: 'spending too fast',
  stopped: 'stopped by a person',
  guardrail_denied: 'denied by a guardrail',
  guardrail_unusable: 'a guardrail could not judge',
  credentials_rejected: 'the provider rejected the credentials',
  credentials_unreachable: 'credentials could not be fetched',
  upstream_unreachable: 'the provider was not reached',
  upstream_timeout: 'the provider did not answer in time',
  upstream_cut: 'the answer broke off',
  upstream_error: 'the provider answered with an error',
  internal: 'error of the gateway',
};

/** A code without words of its own is shown as words. */
export function causeName(code: string): string {
  return CAUSES[code] ?? code.replaceAll('_', ' ');
}
