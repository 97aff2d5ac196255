/** HTTP calls of guardrail checks: through the guard of URLs, without redirects, bounded in time and size. */
import { CheckError, type CheckPorts } from '../../guardrails/check.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { LateAnswer, LongAnswer, wholeAnswer, type WholeAnswerPorts } from './whole-answer.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

export function createGuardrailCalls(ports: WholeAnswerPorts): CheckPorts['call'] {
  return async ({ method, url, headers = {}, body, timeoutMs, base64 }) => {
    const maxBytes = base64?.maxBytes ?? MAX_ANSWER_BYTES;
    try {
      const request = { method, url, headers, body: body ?? null };
      return await wholeAnswer(ports, request, {
        timeoutMs,
        maxBytes,
        encoding: base64 === undefined ? 'utf8' : 'base64',
      });
    } catch (error) {
      throw error instanceof Error ? toCheckError(error, { timeoutMs, maxBytes }) : error;
    }
  };
}

/** Without the address: where the gateway may not go is nothing for callers. */
function toCheckError(error: Error, { timeoutMs, maxBytes }: { timeoutMs: number; maxBytes: number }): CheckError {
  if (error instanceof LateAnswer) return new CheckError('timeout', `No answer within ${timeoutMs} ms.`);
  if (error instanceof LongAnswer) return new CheckError('too_large', `The answer is larger than ${maxBytes} bytes.`);
  if (error instanceof GatewayError && error.code === 'url_not_allowed') {
    return new CheckError('not_allowed', 'The address may not be called from here.');
  }
  const reason = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return new CheckError('unreachable', `The service cannot be reached${reason}.`);
}
