/** `POST /v1/audio/…`: words as sound, and sound as words. */
import { BinaryReader } from '../../wire/dialects/openai-operations/binary-reader.ts';
import { openaiSpeech } from '../../wire/dialects/openai-operations/speech.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Usage } from '../../wire/usage.ts';
import { emptyUsage, noteUnread } from '../../wire/usage.ts';
import { isObject } from '../../wire/json/object.ts';
import type { Meters } from '../../wire/usage.ts';
import { openaiTranscriptions } from '../../wire/dialects/openai-operations/transcriptions.ts';
import { formOrJson, pathEndpoint, textMember } from './path-endpoint.ts';

/** `POST /v1/audio/speech`. */
export const speech = pathEndpoint({
  operation: 'createSpeech',
  asks: 'speech',
  path: '/v1/audio/speech',
  dialect: openaiSpeech,
  asksForStream: (document) => readMember(document, 'stream_format') === 'sse',
  openReader: (document) => {
    const usage = usageOf(document);
    return new BinaryReader(() => usage);
  },
  completeFacts(document) {
    const usage = usageOf(document);
    return (facts) => (facts.isAnswer ? { ...facts, usage } : facts);
  },
  mostUsed(document) {
    const { members } = document;
    const input = findMember(members, 'input');
    // No character takes less than a byte.
    const characters = input === undefined ? 0 : input.end - input.valueStart;
    return isByCharacter(document) ? { characters } : { input_tokens: characters, output_tokens: 25 * characters };
  },
  keptAnswer: () => Buffer.alloc(0),
});

/** `tts-1` and its like are billed by the character. Source: OpenAI's page of prices. */
const isByCharacter = (document: JsonDocument): boolean => /(?:^|\/)tts-/.test(textMember(document, 'model'));

/** Characters that take two units of UTF-16. */
const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Audio reports no usage, so the usage of models that are billed by tokens is not known. */
function usageOf(document: JsonDocument): Usage {
  const usage = emptyUsage();
  const text = textMember(document, 'input');
  if (!isByCharacter(document)) noteUnread(usage, 'usage');
  else if (text === '') noteUnread(usage, 'input');
  else usage.meters['characters'] = text.length - (text.match(PAIRS)?.length ?? 0);
  return usage;
}

const transcript = (operation: string, path: string) =>
  pathEndpoint({
    operation,
    asks: 'transcriptions',
    path,
    dialect: openaiTranscriptions,
    bodyOf: formOrJson,
    // In a form everything is text.
    asksForStream: (document) => [true, 'true'].includes(readMember(document, 'stream') as boolean | string),
    mostUsed: mostHeard,
  });

/** `POST /v1/audio/transcriptions`. */
export const transcriptions = transcript('createTranscription', '/v1/audio/transcriptions');

/** `POST /v1/audio/translations`. */
export const audioTranslations = transcript('createTranslation', '/v1/audio/translations');

/** No codec of speech takes fewer bytes of a second. */
const LEAST_BYTES_PER_SECOND = 750;
/** Of speech, in and out. Source: OpenAI's guide to its costs, 10 tokens a second. */
const TOKENS_PER_SECOND = 10;

const OPEN_OBJECT = 0x7b;

function mostHeard(document: JsonDocument): Meters {
  const member = findMember(document.members, 'file');
  // In JSON it is the sound itself.
  const isForm = member !== undefined && document.bytes[member.valueStart] === OPEN_OBJECT;
  const file: unknown = isForm ? readMember(document, 'file') : null;
  const bytes = isObject(file) && typeof file['bytes'] === 'number' ? file['bytes'] : document.bytes.length;
  const seconds = Math.ceil(bytes / LEAST_BYTES_PER_SECOND);
  if (/(?:^|\/)whisper/.test(textMember(document, 'model'))) return { audio_seconds: seconds };
  return { input_audio_tokens: seconds * TOKENS_PER_SECOND, output_tokens: seconds * TOKENS_PER_SECOND };
}
