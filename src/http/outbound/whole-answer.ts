/** One small request with its whole answer, through the URL guard, bounded in time and size. */
import type { OutboundRequest, Transport } from '../../gateway/transport.ts';

export interface WholeAnswerPorts {
  transport: Transport;
  /** Starts a one-shot timer and returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

export interface WholeRequest extends Pick<OutboundRequest, 'method' | 'url' | 'headers'> {
  /** null = none. */
  body: string | null;
}

export interface WholeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The answer did not end in time. */
export class LateAnswer extends Error {
  override readonly name = 'LateAnswer';
}

/** The answer was longer than it may be. */
export class LongAnswer extends Error {
  override readonly name = 'LongAnswer';
}

/** Rejects with LateAnswer, LongAnswer, or what the transport says. Nothing is read any more once it has rejected. */
export function wholeAnswer(
  { transport, after }: WholeAnswerPorts,
  { method, url, headers, body }: WholeRequest,
  { timeoutMs, maxBytes, encoding = 'utf8' }: { timeoutMs: number; maxBytes: number; encoding?: 'utf8' | 'base64' },
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let answered: Omit<WholeAnswer, 'body'> = { status: 0, headers: {} };
    let abort = (): void => undefined;
    const fail = (error: Error): void => {
      cancelTimer();
      abort();
      reject(error);
    };
    const cancelTimer = after(timeoutMs, () => fail(new LateAnswer(`no answer within ${timeoutMs} ms`)));
    abort = transport.send(
      { method, url, headers, body: body === null ? [] : [Buffer.from(body)] },
      {
        started(status, received) {
          answered = { status, headers: received };
        },
        data(chunk) {
          size += chunk.length;
          if (size > maxBytes) fail(new LongAnswer('the answer is too large'));
          else chunks.push(chunk);
        },
        ended() {
          cancelTimer();
          resolve({ ...answered, body: Buffer.concat(chunks).toString(encoding) });
        },
        failed: fail,
      },
    );
  });
}
