/** Takes the content coding off an answer as it streams in: some upstreams compress although `identity` was asked for. */
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  type BrotliDecompress,
  type Gunzip,
  type Inflate,
  type ZstdDecompress,
} from 'node:zlib';

type Decoder = BrotliDecompress | Gunzip | Inflate | ZstdDecompress;

/** Whatever has been decoded is handed on at once, so that a compressed event stream stays one. */
const FLUSH = { flush: constants.Z_SYNC_FLUSH };
const BROTLI_FLUSH = { flush: constants.BROTLI_OPERATION_FLUSH };
const ZSTD_FLUSH = { flush: constants.ZSTD_e_flush };

/** By the names of RFC 9110 §8.4.1, RFC 7932 and RFC 8878. */
const DECODERS: Readonly<Record<string, () => Decoder>> = {
  gzip: () => createGunzip(FLUSH),
  'x-gzip': () => createGunzip(FLUSH),
  deflate: () => createInflate(FLUSH),
  br: () => createBrotliDecompress(BROTLI_FLUSH),
  zstd: () => createZstdDecompress(ZSTD_FLUSH),
};

/** More than one is rare, and more than this is an attack. */
const MAX_CODINGS = 2;

export interface DecodingSink {
  data(chunk: Buffer): void;
  ended(): void;
  /** The bytes are not what the header said, or end too early. */
  failed(error: Error): void;
  /** The decoders have taken what they were given, after `push` returned false. */
  drained(): void;
}

export interface Decoding {
  /** False when the next chunk should wait for `drained`. */
  push(chunk: Buffer): boolean;
  end(): void;
  pause(): void;
  resume(): void;
  /** Nothing is handed on any more. */
  stop(): void;
}

/** Returns null when nothing has to be decoded. Throws Error for a coding that is not known. */
export function openDecoding(contentEncoding: string | undefined, sink: DecodingSink): Decoding | null {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0) return null;
  const opened = codings.length > MAX_CODINGS ? [] : codings.map((coding) => decoderOf(coding));
  // The last coding of the list was put on last, and comes off first.
  const decoders = opened.filter((decoder) => decoder !== null).toReversed();
  const [first] = decoders;
  const last = decoders.at(-1);
  if (first === undefined || last === undefined || decoders.length !== codings.length) {
    throw new Error(`The upstream answered in the content coding "${codings.join(', ')}", which cannot be read.`);
  }
  return connect(decoders, { first, last }, sink);
}

function decoderOf(coding: string): Decoder | null {
  return Object.hasOwn(DECODERS, coding) ? (DECODERS[coding]?.() ?? null) : null;
}

function connect(
  decoders: readonly Decoder[],
  { first, last }: { first: Decoder; last: Decoder },
  sink: DecodingSink,
): Decoding {
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    for (const decoder of decoders) decoder.destroy();
  };
  decoders.forEach((decoder, index) => {
    const next = decoders[index + 1];
    if (next !== undefined) decoder.pipe(next);
    decoder.on('error', (error) => {
      if (isStopped) return;
      stop();
      sink.failed(new Error(`The upstream's compressed answer cannot be read (${error.message}).`, { cause: error }));
    });
  });
  first.on('drain', () => isStopped || sink.drained());
  last.on('data', (chunk: Buffer) => isStopped || sink.data(chunk));
  last.on('end', () => isStopped || sink.ended());
  return {
    push: (chunk) => first.write(chunk),
    end: () => void first.end(),
    pause: () => void last.pause(),
    resume: () => void last.resume(),
    stop,
  };
}
