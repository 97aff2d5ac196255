/** The two APIs of batches: how far a batch is, where its results are, and what a line of them says. Pure. */
import { readObject } from '../../kernel/json-object.ts';
import type { PathCall } from '../../providers/provider.ts';
import type { BatchApi } from '../../storage/ports/records/batches.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';

export interface BatchState {
  /** As the provider calls it. */
  id: string;
  /** Nothing of it runs any more, however it ended. */
  isOver: boolean;
  /** Where the lines of its results are, in order. */
  results: readonly PathCall[];
  /** The path of its requests, as `/v1/chat/completions`. */
  path: string;
}

/** What came of one of its requests. */
export interface BatchLine {
  /** By which its sender knows it. */
  customId: string;
  /** The HTTP status that the request would have had outside of a batch; 0 = it was never run. */
  status: number;
  /** The answer; null = there is none. */
  answer: JsonObject | null;
  /** Why there is none. */
  problem: string;
}

interface Reader {
  statusAt(id: string): PathCall;
  /** null = it is no batch. */
  read(told: JsonObject): BatchState | null;
  readLine(line: JsonObject): BatchLine;
}

const call = (operation: PathCall['operation'], path: string): PathCall => ({ operation, path, query: '', model: '' });

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Source: OpenAI's API reference, Batch and The request output object. */
const OPENAI_OVER: ReadonlySet<unknown> = new Set(['completed', 'failed', 'expired', 'cancelled']);

const openai: Reader = {
  statusAt: (id) => call('batches', `/batches/${encodeURIComponent(id)}`),
  read({ id, object, status, endpoint, output_file_id: output, error_file_id: errors }) {
    if (typeof id !== 'string' || id === '' || object !== 'batch') return null;
    const files = [output, errors].filter((file): file is string => typeof file === 'string' && file !== '');
    const path = textIn(endpoint);
    return {
      id,
      isOver: OPENAI_OVER.has(status),
      results: files.map((file) => call('files', `/files/${encodeURIComponent(file)}/content`)),
      // Azure leaves the version out.
      path: path.startsWith('/v1/') ? path : `/v1${path}`,
    };
  },
  readLine({ custom_id: customId, response, error }) {
    const told = isObject(response) ? response : {};
    const status = typeof told['status_code'] === 'number' ? told['status_code'] : 0;
    const body = isObject(told['body']) ? told['body'] : null;
    const isAnswer = status >= 200 && status <= 299;
    const reason = isObject(error) ? error['message'] : messageIn(body);
    return { customId: textIn(customId), status, answer: isAnswer ? body : null, problem: textIn(reason) };
  },
};

/** Source: Claude API reference, Message Batches, and Retrieve Message Batch results. */
const anthropic: Reader = {
  statusAt: (id) => call('message-batches', `/messages/batches/${encodeURIComponent(id)}`),
  read({ id, type, processing_status: status }) {
    if (typeof id !== 'string' || id === '' || type !== 'message_batch') return null;
    const results = call('message-batches', `/messages/batches/${encodeURIComponent(id)}/results`);
    return { id, isOver: status === 'ended', results: [results], path: '/v1/messages' };
  },
  readLine({ custom_id: customId, result }) {
    const { type, message, error } = isObject(result) ? result : {};
    const isAnswer = type === 'succeeded' && isObject(message);
    const problem = isObject(error) ? messageIn(error) : `It is ${textIn(type) || 'not there'}.`;
    return {
      customId: textIn(customId),
      status: isAnswer ? 200 : type === 'errored' ? 400 : 0,
      answer: isAnswer ? message : null,
      problem,
    };
  },
};

const messageIn = (body: JsonObject | null): string => {
  const error = body?.['error'];
  return textIn(isObject(error) ? error['message'] : body?.['message']);
};

export const BATCH_APIS: Readonly<Record<BatchApi, Reader>> = {
  batches: openai,
  'message-batches': anthropic,
};

/** null = the bytes are no batch. */
export function readBatch(api: BatchApi, bytes: Buffer): BatchState | null {
  const told = readObject(bytes.toString('utf8'));
  return told === null ? null : BATCH_APIS[api].read(told);
}
