/** What a process and its child say to each other over the channel between them. All of it survives JSON. */

export type ToChild =
  /** The first message. */
  | { kind: 'open'; settings: unknown }
  | { kind: 'call'; id: number; name: string; input: unknown }
  /** The last part has been read: the next one may come. */
  | { kind: 'more'; id: number }
  | { kind: 'cancel'; id: number }
  | { kind: 'close' };

export type FromChild =
  /** It answers from now on. */
  | { kind: 'ready'; greeting: unknown }
  /** It could not be opened, and ends. */
  | { kind: 'failed'; error: SentError }
  | { kind: 'log'; level: 'debug' | 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> }
  | { kind: 'event'; name: string }
  /** Some rows of an answer; further parts or the answer follow. */
  | { kind: 'part'; id: number; rows: unknown[] }
  /** `rows` of the answer have come in parts. */
  | { kind: 'answer'; id: number; answer: unknown; hasRows: boolean }
  | { kind: 'error'; id: number; error: SentError };

/** An error without its class: message, code and causes survive. */
export interface SentError {
  name: string;
  message: string;
  code?: string;
  cause?: SentError;
}

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(error.cause === undefined ? {} : { cause: sendError(error.cause) }),
  };
}

export function receiveError({ name, message, code, cause }: SentError): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: receiveError(cause) });
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}
