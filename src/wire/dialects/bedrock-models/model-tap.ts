/**
 * Listens to a stream of InvokeModelWithResponseStream that is relayed as it came: only its last chunk, which tells what was used,
 * and exceptions are read.
 */
import { EventStreamSplitter, readMessage, type EventStreamMessage } from '../../framing/aws-event-stream.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import type { Usage } from '../../usage.ts';
import { readException } from '../bedrock-converse/errors.ts';
import type { AnswerReader, StreamFacts, WireFailure } from '../dialect.ts';
import { untold, usageInMetrics } from './read-usage.ts';

const METRICS = 'amazon-bedrock-invocationMetrics';

/** The name as it stands in base64, by its distance from the beginning of three bytes. */
const IN_BASE64 = [0, 1, 2].map((distance) => {
  const bits = 6;
  const before = Math.ceil((distance * 8) / bits);
  const end = Math.floor(((distance + METRICS.length) * 8) / bits);
  return Buffer.from('.'.repeat(distance) + METRICS)
    .toString('base64')
    .slice(before, end);
});

export class ModelTap implements AnswerReader {
  hasContent = false;
  readonly emptyStop = null;
  isComplete = false;
  error: WireFailure | null = null;
  outputBytes = 0;
  readonly isWriting = true;
  readonly inputTold = null;
  readonly #splitter = new EventStreamSplitter();
  #usage: Usage | null = null;

  /** Throws RangeError where the bytes are no frames. */
  push(chunk: Buffer): Buffer | null {
    const passed: Buffer[] = [];
    for (const message of this.#splitter.push(chunk)) {
      if (this.error === null) this.#read(message);
      if (this.error === null) passed.push(message);
    }
    return passed.length === 0 ? null : Buffer.concat(passed);
  }

  end(): Buffer | null {
    return null;
  }

  get isTorn(): boolean {
    return this.#splitter.isTorn;
  }

  conclude(wasRelayed: boolean): StreamFacts | null {
    if (this.#usage === null && !wasRelayed) return null;
    return { isAnswer: true, usage: this.#usage ?? untold(), stopReason: null, isEstimated: false };
  }

  #read(bytes: Buffer): void {
    const message = read(bytes);
    if (message.headers[':message-type'] !== 'event') {
      this.error = failureOf(message);
      return;
    }
    this.outputBytes += message.payload.length;
    this.hasContent = true;
    if (!IN_BASE64.some((name) => message.payload.includes(name))) return;
    const metrics = chunkIn(message.payload)[METRICS];
    if (!isObject(metrics)) return;
    this.#usage = usageInMetrics(metrics);
    this.isComplete = true;
  }
}

/** A reader may throw RangeErrors alone. */
function read(bytes: Buffer): EventStreamMessage {
  try {
    return readMessage(bytes);
  } catch (error) {
    throw error instanceof RangeError ? error : new RangeError('a frame cannot be read', { cause: error });
  }
}

function failureOf({ headers, payload }: EventStreamMessage): WireFailure {
  const name = headers[':exception-type'] ?? headers[':error-code'] ?? '';
  const message = headers[':error-message'] ?? textOf(parse(payload.toString('utf8'))['message']);
  const { status, code } = readException(name, message, null);
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'x-amzn-errortype': code ?? name }, body };
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : 'Bedrock told an error without a message.';

/** What a model wrote may have the name in it: only a member of the chunk counts. */
function chunkIn(payload: Buffer): JsonObject {
  const { bytes } = parse(payload.toString('utf8'));
  return typeof bytes === 'string' ? parse(Buffer.from(bytes, 'base64').toString('utf8')) : {};
}

function parse(text: string): JsonObject {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}
