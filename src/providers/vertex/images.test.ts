import { describe, expect, it } from 'vitest';
import { readImagesRequest } from '../../wire/dialects/openai-operations/read-images-request.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { vertexImages } from './images.ts';

const PLACE = { customHost: null, project: 'p', region: 'us-central1' };
const MODEL = 'imagen-4.0-generate-001';

function making(model = MODEL) {
  const found = vertexImages(PLACE, model);
  if (found === null) throw new Error(`${model} makes no images.`);
  return found;
}

function build(body: object, model = MODEL) {
  const document = scanDocument(Buffer.from(JSON.stringify({ model, prompt: 'A cat', ...body })));
  const request = making(model).build(readImagesRequest(document));
  return { ...request, json: JSON.parse(Buffer.concat(request.body).toString()) as unknown };
}

describe('images of Imagen', () => {
  it.each([MODEL, `google/${MODEL}`, `publishers/google/models/${MODEL}`])('are asked by predict: %s', (model) => {
    const { url, json, notes } = build({}, model);
    expect(url).toBe(
      `https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/${MODEL}:predict`,
    );
    expect(json).toEqual({ instances: [{ prompt: 'A cat' }], parameters: { sampleCount: 1 } });
    expect(notes).toEqual([]);
  });

  it.each(['gemini-2.5-flash-image', 'claude-opus-4-8', 'text-embedding-005', 'meta/imagen-4'])(
    '%s makes none so',
    (model) => {
      expect(vertexImages(PLACE, model)).toBeNull();
    },
  );

  it.each([
    ['1024x1024', '1:1'],
    ['512x512', '1:1'],
    ['1280x960', '4:3'],
    ['768x1024', '3:4'],
    ['1920x1080', '16:9'],
    ['1080x1920', '9:16'],
  ])('a size of %s goes as the shape %s, and the caller is told', (size, aspectRatio) => {
    const { json, notes } = build({ size });
    expect(json).toMatchObject({ parameters: { aspectRatio } });
    expect(notes.join()).toContain(`aspect ratio ${aspectRatio}`);
  });

  it('takes what Google has a place for, and says what it has none for', () => {
    const { json, notes } = build({
      n: 4,
      size: 'auto',
      response_format: 'b64_json',
      output_format: 'jpeg',
      output_compression: 80,
      seed: 7,
      negative_prompt: 'dogs',
      background: 'opaque',
      quality: 'high',
      user: 'u',
    });
    expect(json).toEqual({
      instances: [{ prompt: 'A cat' }],
      parameters: {
        sampleCount: 4,
        outputOptions: { mimeType: 'image/jpeg', compressionQuality: 80 },
        seed: 7,
        negativePrompt: 'dogs',
      },
    });
    expect(notes).toEqual(['quality dropped', 'user dropped']);
  });

  it.each<[string, object, string]>([
    ['five images', { n: 5 }, 'n'],
    ['no image', { n: 0 }, 'n'],
    ['a shape that it has not', { size: '1536x1024' }, 'size'],
    ['a size that is none', { size: 'big' }, 'size'],
    ['a size of nothing', { size: '0x0' }, 'size'],
    ['a URL', { response_format: 'url' }, 'response_format'],
    ['another kind of file', { output_format: 'webp' }, 'output_format'],
    ['a compression that is none', { output_compression: 101 }, 'output_compression'],
    ['a transparent background', { background: 'transparent' }, 'background'],
    ['a stream', { stream: true }, 'stream'],
    ['no words', { prompt: ' ' }, 'prompt'],
  ])('refuses %s, and names the member', (_, body, member) => {
    const refused = expect.objectContaining({ code: 'invalid_request' }) as Error;
    expect(() => build(body)).toThrow(refused);
    expect(() => build(body)).toThrow(new RegExp(`^${member}: `));
  });

  it('reads what was made and why the rest was not', () => {
    const read = (answer: object) => making().read(Buffer.from(JSON.stringify(answer)));
    expect(
      read({
        predictions: [
          { bytesBase64Encoded: 'QQ==', mimeType: 'image/png', prompt: 'A grey cat' },
          { raiFilteredReason: 'violence' },
        ],
      }),
    ).toEqual({
      images: [{ base64: 'QQ==', mediaType: 'image/png', revisedPrompt: 'A grey cat' }],
      withheld: ['violence'],
    });
    expect(read({})).toEqual({ images: [], withheld: [] });
    expect(() => read({ predictions: 7 })).toThrow(TypeError);
    expect(() => read([])).toThrow(TypeError);
  });
});
