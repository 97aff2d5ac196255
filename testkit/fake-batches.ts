/** The batches of OpenAI's and of Anthropic's API on loopback: each runs until a test ends it with lines of its choice. */
import type { ServerResponse } from 'node:http';
import type { JsonRecord } from './json-shape.ts';
import { startRecordingServer, type RecordingServer, type UpstreamCall } from './upstream/recording-server.ts';

export interface FakeBatches extends RecordingServer {
  /** Every batch is over from now on. `errors`: lines of the second file of OpenAI's. */
  end(lines: readonly JsonRecord[], errors?: readonly JsonRecord[]): void;
  /** Every batch runs again. */
  reset(): void;
}

/** Listens on a free port of 127.0.0.1 until `close`. Ids are `batch_N` and `file-N`, by how many were made. */
export async function startFakeBatches(): Promise<FakeBatches> {
  let results: { output: string; errors: string } | null = null;
  let made = 0;
  const openai = (id: string): JsonRecord => ({
    id,
    object: 'batch',
    endpoint: '/v1/chat/completions',
    status: results === null ? 'in_progress' : 'completed',
    output_file_id: results === null ? null : 'file-output',
    error_file_id: results?.errors ? 'file-errors' : null,
  });
  const anthropic = (id: string): JsonRecord => ({
    id,
    type: 'message_batch',
    processing_status: results === null ? 'in_progress' : 'ended',
    results_url: results === null ? null : `https://api.anthropic.com/v1/messages/batches/${id}/results`,
  });
  const contents: Readonly<Record<string, () => string | undefined>> = {
    '/v1/files/file-output/content': () => results?.output,
    '/v1/files/file-errors/content': () => results?.errors,
  };
  const answerTo = ({ method, path }: UpstreamCall): JsonRecord | string | undefined => {
    if (method === 'POST' && path === '/v1/files')
      return { id: `file-${(made += 1)}`, object: 'file', purpose: 'batch' };
    const batch = path.startsWith('/v1/messages/') ? anthropic : openai;
    if (method === 'POST') return batch(`batch_${(made += 1)}`);
    if (path.endsWith('/results')) return results?.output;
    const id = /batches\/(batch_\d+)$/.exec(path)?.[1];
    return id === undefined ? contents[path]?.() : batch(id);
  };
  const respond = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    await Promise.resolve();
    const answer = answerTo(call) ?? { error: { message: `No ${call.path}.` } };
    const isLines = typeof answer === 'string';
    response
      .writeHead('error' in Object(answer) ? 404 : 200, {
        'content-type': isLines ? 'application/octet-stream' : 'application/json',
      })
      .end(isLines ? answer : JSON.stringify(answer));
  };
  const server = await startRecordingServer(respond, { remember: true });
  const written = (list: readonly JsonRecord[]): string => list.map((line) => `${JSON.stringify(line)}\n`).join('');
  return {
    ...server,
    end(output, errors = []) {
      results = { output: written(output), errors: written(errors) };
    },
    reset() {
      results = null;
    },
  };
}
