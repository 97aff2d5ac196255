/** HTTP calls of guardrail checks: through the guard of URLs, without redirects, bounded in time and size. */
import { CheckError, type CheckPorts, type OutboundAnswer } from '../../guardrails/check.ts';
import type { Transport } from '../../gateway/transport.ts';
import { GatewayError } from '../../kernel/errors.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

export interface GuardrailCallParts {
  transport: Transport;
  /** Starts a one-shot timer and returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

export function createGuardrailCalls({ transport, after }: GuardrailCallParts): CheckPorts['call'] {
  return ({ method, url, headers = {}, body, timeoutMs }) =>
    new Promise<OutboundAnswer>((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status = 0;
      let answered: Record<string, string> = {};
      const fail = (error: CheckError): void => {
        cancelTimer();
        abort();
        reject(error);
      };
      let abort = (): void => undefined;
      const cancelTimer = after(timeoutMs, () => fail(new CheckError('timeout', `No answer within ${timeoutMs} ms.`)));
      abort = transport.send(
        { method, url, headers, body: body === undefined ? [] : [Buffer.from(body)] },
        {
          started(code, received) {
            status = code;
            answered = received;
          },
          data(chunk) {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) fail(new CheckError('too_large', 'The answer is larger than 1 MiB.'));
            else chunks.push(chunk);
          },
          ended() {
            cancelTimer();
            resolve({ status, headers: answered, body: Buffer.concat(chunks).toString('utf8') });
          },
          failed: (error) => fail(toCheckError(error)),
        },
      );
    });
}

/** Without the address: where the gateway may not go is nothing for callers. */
function toCheckError(error: Error): CheckError {
  if (error instanceof GatewayError && error.code === 'url_not_allowed') {
    return new CheckError('not_allowed', 'The address may not be called from here.');
  }
  const reason = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return new CheckError('unreachable', `The service cannot be reached${reason}.`);
}
