/** A wire tap: stands before a server, passes everything on unchanged, and keeps the requests. */
import { request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startRecordingServer } from './upstream/recording-server.ts';
import type { RecordingServer, UpstreamCall } from './upstream/recording-server.ts';

/** `target` is the origin to pass requests to. `change`: what the answer to a request goes through; null = it is not touched. */
export function startTap(
  target: string,
  change: (call: UpstreamCall) => Duplex | null = () => null,
): Promise<RecordingServer> {
  const pass = async (call: UpstreamCall, response: ServerResponse): Promise<void> => {
    const onward = request(new URL(call.path, target), { method: call.method, headers: call.headers });
    response.on('close', () => onward.destroy());
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      onward.on('response', resolve).on('error', reject).end(call.body);
    });
    call.status = answered.statusCode ?? 0;
    response.writeHead(call.status, answered.headers);
    response.flushHeaders();
    // A cut on one side becomes a cut on the other.
    const through = change(call);
    const passing = through === null ? pipeline(answered, response) : pipeline(answered, through, response);
    await passing.catch(() => response.destroy());
  };
  return startRecordingServer(pass, { remember: true });
}
