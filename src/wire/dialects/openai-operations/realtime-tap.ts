/** Listens to the server's side of a realtime session: what each response used. Source: OpenAI's Realtime API reference, server events. */
import { objectIn, textIn } from '../../chat/decoding.ts';
import { FrameReader } from '../../framing/websocket.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { emptyUsage, METERS, noteUnread, type Meters, type Pass, type Usage } from '../../usage.ts';
import type { AnswerReader, StreamFacts } from '../dialect.ts';
import { readMediaUsage } from './media-usage.ts';

/** Sound costs about four times as much as text, in and out, which a budget must keep up with. */
const SOUND_WEIGHT = 4;
const TELLS_USAGE = /"type"\s*:\s*"(?:response\.done|conversation\.item\.input_audio_transcription\.completed)"/;
const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
/** Events that say which model transcribes what the caller says. */
const TELLS_SESSION = /"type"\s*:\s*"(?:transcription_)?session\.(?:created|updated)"/;

export class RealtimeTap implements AnswerReader {
  readonly takesAnyType = true;
  readonly mayIdle = true;
  hasContent = false;
  readonly emptyStop = null;
  readonly error = null;
  outputBytes = 0;
  readonly isWriting = true;
  readonly inputTold = null;
  #hasEnded = false;
  readonly #usage = emptyUsage();
  /** By the model that transcribed; each is billed by its own prices, beside the model that answers. */
  readonly #transcribed = new Map<string, Pass & { model: string }>();
  #transcriber: string | null = null;
  readonly #frames = new FrameReader((text) => this.#read(text));

  /** Whole frames, so that the gateway can end the session behind any of them. */
  push(chunk: Buffer): Buffer | null {
    this.hasContent = true;
    return this.#frames.push(chunk);
  }

  end(): null {
    this.#hasEnded = true;
    return null;
  }

  /** A session may end after any message; until it has ended, its hold grows. */
  get isComplete(): boolean {
    return this.#hasEnded && !this.#frames.isTorn;
  }

  get isTorn(): boolean {
    return this.#frames.isTorn;
  }

  conclude(): StreamFacts {
    return { isAnswer: true, usage: this.#usage, stopReason: null, isEstimated: false };
  }

  #read(text: string): void {
    if (TELLS_SESSION.test(text)) this.#transcriber = transcriberIn(parse(text)) ?? this.#transcriber;
    if (!TELLS_USAGE.test(text)) return;
    const event = parse(text);
    const told = isObject(event['response']) ? event['response']['usage'] : event['usage'];
    const usage = emptyUsage();
    readMediaUsage(usage, told ?? undefined);
    if (Object.keys(usage.meters).length === 0 && usage.unread.length === 0) noteUnread(usage, 'usage');
    this.#add(usage, event['type'] === TRANSCRIBED ? this.#metersOfTranscriber() : this.#usage.meters);
  }

  #metersOfTranscriber(): Meters {
    const model = this.#transcriber;
    if (model === null) {
      noteUnread(this.#usage, 'session.audio.input.transcription.model');
      return {};
    }
    let pass = this.#transcribed.get(model);
    if (pass === undefined) {
      this.#transcribed.set(model, (pass = { kind: 'transcription', model, meters: {} }));
      this.#usage.passes = [...this.#transcribed.values()];
    }
    return pass.meters;
  }

  #add({ meters, unread }: Usage, to: Meters): void {
    for (const [meter, used] of Object.entries(meters)) {
      to[meter] = (to[meter] ?? 0) + used;
      const weight = meter.includes('audio') ? SOUND_WEIGHT : meter === METERS.cacheRead ? 0 : 1;
      this.outputBytes += used * weight;
    }
    for (const path of unread) noteUnread(this.#usage, path);
  }
}

/** In the session of today's API, or of its beta. */
function transcriberIn(event: JsonObject): string | null {
  const session = objectIn(event, 'session');
  const told = objectIn(objectIn(objectIn(session, 'audio'), 'input'), 'transcription');
  return textIn(told, 'model') ?? textIn(objectIn(session, 'input_audio_transcription'), 'model');
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
