/** Ends a stream of generateContent early: one more chunk, with the message and the reason. Source: Gemini API reference. */
import { SseReader } from '../../framing/sse-reader.ts';
import type { LastWords, StreamEnding } from '../dialect.ts';

const FINISH_REASONS = { length: 'MAX_TOKENS', refusal: 'SAFETY', denied: 'SAFETY' } as const;
const FINISHED = /"finish_?[rR]eason"\s*:\s*"/;

export const openEnding = (): StreamEnding => new Ending();

class Ending implements StreamEnding {
  readonly #reader = new SseReader();
  #isFinished = false;

  passed(events: Buffer): void {
    if (this.#isFinished) return;
    for (const { data } of this.#reader.push(events)) if (FINISHED.test(data)) this.#isFinished = true;
  }

  close({ message, reason, outputTokens }: LastWords): Buffer {
    if (this.#isFinished) return Buffer.alloc(0);
    const content = { role: 'model', parts: [{ text: message }] };
    const chunk = {
      candidates: [{ content, finishReason: FINISH_REASONS[reason], index: 0 }],
      ...(outputTokens === null ? {} : { usageMetadata: { candidatesTokenCount: outputTokens } }),
    };
    return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
  }
}
