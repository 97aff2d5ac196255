/** One small request with a whole answer: for credentials that are asked for. */
import type { Ask } from '../../gateway/credentials/token-parts.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { wholeAnswer, type WholeAnswerPorts } from './whole-answer.ts';

const MAX_ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;

export function createAsk(ports: WholeAnswerPorts): Ask {
  return async (request) => {
    try {
      return await wholeAnswer(ports, request, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES });
    } catch (error) {
      throw error instanceof GatewayError || !(error instanceof Error) ? error : unreachable(request.url, error);
    }
  };
}

export function unreachable(url: string, cause: Error): GatewayError {
  const reason = 'code' in cause ? String(cause.code) : cause.message;
  return new GatewayError(
    'credentials_unreachable',
    `The token endpoint ${new URL(url).host} cannot be reached (${reason}).`,
    { cause },
  );
}
