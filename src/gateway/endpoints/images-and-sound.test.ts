import { describe, expect, it } from 'vitest';
import { priceOf } from '../../catalog/price-book.ts';
import { openaiImages } from '../../wire/dialects/openai-operations/images.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { emptyUsage } from '../../wire/usage.ts';
import { speech, transcriptions } from './audio.ts';

const document = (body: object) => scanDocument(Buffer.from(JSON.stringify(body)));
const LONG = 'x'.repeat(3 * 1024 * 1024);

describe('images that are billed one by one', () => {
  const read = (body: object) => openaiImages.readWhole(Buffer.from(JSON.stringify(body)));

  it('are counted however large they are', () => {
    expect(read({ created: 1, data: [{ b64_json: LONG }, { b64_json: 'A' }] }).usage?.meters).toEqual({ images: 2 });
  });

  it('are unpriced, and never free, where they cannot be counted', () => {
    const usage = read({ created: 1, data: 'two' }).usage ?? emptyUsage();
    expect(priceOf({ platform: 'openai', model: 'dall-e-3', region: null, usage })).toMatchObject({
      unpriced: 'data could not be read',
    });
  });
});

describe('speech that is billed by the character', () => {
  const mostOf = (input: string) => speech.mostUsed?.(document({ model: 'tts-1', input }));

  it('is held for by the bytes of its text, of any length', () => {
    expect(mostOf('a😀')).toEqual({ characters: 7 });
    expect(mostOf(LONG)).toEqual({ characters: LONG.length + 2 });
  });
});

describe('sound that is written down', () => {
  const mostOf = (body: object) => transcriptions.mostUsed?.(document(body));

  it('is held for by the size of its file, in a form and in JSON', () => {
    expect(mostOf({ model: 'whisper-1', file: { filename: 'a', bytes: 7500 } })).toEqual({ audio_seconds: 10 });
    expect(mostOf({ model: 'whisper-1', file: LONG })).toEqual({ audio_seconds: Math.ceil((LONG.length + 40) / 750) });
  });
});
