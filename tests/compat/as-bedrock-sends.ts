/**
 * The mock starts a block of text with an event whose `start` is empty. Bedrock sends none there (its API Reference,
 * ContentBlockStart: a union of which one member must be there), and boto3 refuses one. Between Converse and Converse a stream passes
 * Tollgate untouched, so it is put right at the mock.
 */
import { Transform } from 'node:stream';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';

/** null = the answer is no stream of Converse. */
export function asBedrockSends({ path }: UpstreamCall): Transform | null {
  return path.endsWith('/converse-stream') ? withoutEmptyStarts() : null;
}

const LENGTH_BYTES = 4;

function withoutEmptyStarts(): Transform {
  let rest = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= LENGTH_BYTES && rest.length >= rest.readUInt32BE(0)) {
        const frame = rest.subarray(0, rest.readUInt32BE(0));
        rest = rest.subarray(frame.length);
        if (!isEmptyStart(frame)) this.push(frame);
      }
      done();
    },
    // An error in place of a stream is no frame.
    flush(done) {
      done(null, rest);
    },
  });
}

const isEmptyStart = (frame: Buffer): boolean => frame.includes('contentBlockStart') && frame.includes('"start":{}');
