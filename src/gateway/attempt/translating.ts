/** Translates a small body at once, and a large one in a worker thread. */
import { GatewayError } from '../../kernel/errors.ts';
import { inSlices, type NextTurn } from '../../kernel/slices.ts';
import type { Translations } from '../../workers/ports/translations.ts';
import {
  hasUrlBase64,
  translateAnswer,
  translateCall,
  type CallToTranslate,
  type TranslatedCall,
} from '../../wire/dialects/translations.ts';
import type { AnswerFacts, Dialect } from '../../wire/dialects/dialect.ts';
import { cutStringsInSlices } from '../../wire/json/cut-strings.ts';
import { JsonBoundError, scanDocument } from '../../wire/json/scan.ts';
import { LARGE_BYTES, scanSlices } from '../../wire/json/scan-slices.ts';
import { putBack, setAside } from '../../wire/json/set-aside.ts';
import type { Translating } from '../endpoints/endpoint.ts';

/** Up to here a translation takes some 5 ms, 10 where it is nothing but tiny values. */
const TRANSLATED_HERE_BYTES = 256 * 1024;

export interface TranslatingParts {
  translations: Translations;
  nextTurn: NextTurn;
  /** Random letters and digits; absent = every text is translated. */
  newSpanId?: () => string;
  /** Takes room for so many bytes more in what the bodies of all requests may take; throws GatewayError where there is none. */
  takeRoom: (bytes: number) => void;
}

/** An answer for which the thread has no room is read here: it has been paid for. */
export function translatingFor(parts: TranslatingParts): Translating {
  const { translations, nextTurn, takeRoom } = parts;
  return {
    call(asked) {
      if (asked.bytes.length < TRANSLATED_HERE_BYTES) return translateCall(asked);
      takeRoom(asked.bytes.length);
      return translateLarge(asked, parts);
    },
    answer: (asked) =>
      asked.bytes.length < TRANSLATED_HERE_BYTES
        ? translateAnswer(asked)
        : translations.answer(asked).catch(() => translateAnswer(asked)),
    facts(dialect, bytes) {
      const isSmall = bytes.length < TRANSLATED_HERE_BYTES || dialect.translator === null;
      return isSmall ? dialect.readWhole(bytes) : factsOfLarge(bytes, dialect, parts);
    },
    inSlices: (slices) => inSlices(slices, nextTurn),
    scan: (bytes, turns) =>
      bytes.length < LARGE_BYTES ? scanDocument(bytes, turns ?? undefined) : scanLarge(bytes, turns, nextTurn),
  };
}

/** Its long texts are not translated, where the rest shows that they need not be: they take neither memory nor time then. */
async function translateLarge(
  asked: CallToTranslate,
  { translations, nextTurn, newSpanId }: TranslatingParts,
): Promise<TranslatedCall> {
  const bytes = asBuffer(asked.bytes);
  const aside =
    newSpanId === undefined
      ? null
      : await inSlices(setAside(bytes, { token: newSpanId(), hasUrlBase64: hasUrlBase64(asked.client) }), nextTurn);
  if (aside === null) return translations.call(asked);
  const rest = { ...asked, bytes: aside.rest };
  const translated = aside.rest.length < TRANSLATED_HERE_BYTES ? translateCall(rest) : await translations.call(rest);
  const body = translated.ok ? await inSlices(putBack(asBuffer(translated.body), aside), nextTurn) : null;
  return translated.ok && body !== null ? { ...translated, body } : translations.call(asked);
}

/** Reads the facts of an answer without the long texts of the model: what is left is small in most answers. */
async function factsOfLarge(
  whole: Buffer,
  dialect: Dialect,
  { translations, nextTurn }: TranslatingParts,
): Promise<AnswerFacts> {
  const { translator } = dialect;
  const { bytes } = await inSlices(cutStringsInSlices(whole), nextTurn);
  const facts = (): AnswerFacts => dialect.readWhole(bytes);
  if (translator === null || bytes.length < TRANSLATED_HERE_BYTES) return facts();
  return translations.facts({ bytes, dialect: translator.id }).catch(facts);
}

/** The very same object where it is a Buffer: what is known of it is known by that. */
const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

async function scanLarge(bytes: Buffer, turns: string | null, nextTurn: NextTurn) {
  try {
    return await inSlices(scanSlices(bytes, turns ?? undefined), nextTurn);
  } catch (error) {
    if (!(error instanceof JsonBoundError)) throw error;
    throw new GatewayError('body_too_large', `The translated body is too large: ${error.message}.`, { cause: error });
  }
}
