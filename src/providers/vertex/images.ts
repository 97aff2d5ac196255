/** Google's Imagen on Vertex AI, by `:predict`. Sources: Google's pages on Imagen's API and on aspect ratios. */
import type { GeneratedImage, GeneratedImages, ImagesRequest } from '../../wire/images.ts';
import { isObject } from '../../wire/json/object.ts';
import { unkept } from '../../wire/dialects/openai-operations/read-images-request.ts';
import type { ImageMaking, UpstreamRequest } from '../provider.ts';
import { publisherUrl, type VertexPlace } from './hosts.ts';
import { vertexModel } from './publishers.ts';

const IMAGEN = /^(?:imagen-|imagegeneration@)/;
const MAX_IMAGES = 4;
const RATIOS: readonly (readonly [ratio: string, width: number, height: number])[] = [
  ['1:1', 1, 1],
  ['3:4', 3, 4],
  ['4:3', 4, 3],
  ['9:16', 9, 16],
  ['16:9', 16, 9],
];
const FORMATS = ['png', 'jpeg'];

/** Google's own parameters, by the names that a body of OpenAI's may have for them. */
const PARAMETERS: Readonly<Record<string, string>> = {
  seed: 'seed',
  aspect_ratio: 'aspectRatio',
  negative_prompt: 'negativePrompt',
  person_generation: 'personGeneration',
  safety_setting: 'safetySetting',
};

/** null = the model makes no images, or none by `:predict`. */
export function vertexImages(place: VertexPlace, name: string): ImageMaking | null {
  const model = vertexModel(name);
  if (model.kind !== 'predictor' || !IMAGEN.test(model.model)) return null;
  return { build: (asked) => build(place, model.model, asked), read };
}

function build(place: VertexPlace, model: string, asked: ImagesRequest): UpstreamRequest {
  if (asked.count > MAX_IMAGES) throw unkept('n', `${model} makes at most ${MAX_IMAGES} images in a request`);
  if (asked.others['background'] === 'transparent') throw unkept('background', `${model} makes no transparent images`);
  const ratio = ratioOf(asked, model);
  const others = Object.entries(asked.others).filter(
    ([key, value]) => value !== null && value !== undefined && key !== 'background',
  );
  const own = others.flatMap(([key, value]) =>
    PARAMETERS[key] === undefined ? [] : [[PARAMETERS[key], value] as const],
  );
  const parameters = {
    sampleCount: asked.count,
    ...(ratio === null ? {} : { aspectRatio: ratio }),
    ...outputOf(asked, model),
    ...Object.fromEntries(own),
  };
  return {
    method: 'POST',
    url: publisherUrl(place, { publisher: 'google', model, verb: 'predict' }),
    headers: { 'content-type': 'application/json' },
    body: [Buffer.from(JSON.stringify({ instances: [{ prompt: asked.prompt }], parameters }))],
    model,
    betasDropped: [],
    notes: [
      ...(ratio === null ? [] : [`size sent as the aspect ratio ${ratio}: the model chooses the resolution`]),
      ...others.filter(([key]) => PARAMETERS[key] === undefined).map(([key]) => `${key} dropped`),
    ],
  };
}

/** Its models know shapes and no sizes. */
function ratioOf({ size }: ImagesRequest, model: string): string | null {
  if (size === null) return null;
  const found = RATIOS.find(([, width, height]) => size.width * height === size.height * width);
  if (found !== undefined) return found[0];
  const known = RATIOS.map(([ratio]) => ratio).join(', ');
  throw unkept(
    'size',
    `${model} makes images of the shapes ${known}, and ${size.width}x${size.height} is none of them`,
  );
}

function outputOf({ format, compression }: ImagesRequest, model: string): object {
  if (format === null && compression === null) return {};
  if (format !== null && !FORMATS.includes(format))
    throw unkept('output_format', `${model} makes ${FORMATS.join(' and ')} files`);
  return {
    outputOptions: {
      ...(format === null ? {} : { mimeType: `image/${format}` }),
      ...(compression === null ? {} : { compressionQuality: compression }),
    },
  };
}

/** `{predictions: [{bytesBase64Encoded, mimeType, prompt} or {raiFilteredReason}]}`; without predictions, all were held back. */
function read(body: Buffer): GeneratedImages {
  const answer: unknown = JSON.parse(body.toString('utf8'));
  if (!isObject(answer)) throw new TypeError('The answer is no object.');
  const predictions = answer['predictions'] ?? [];
  if (!Array.isArray(predictions)) throw new TypeError('The answer has no list of predictions.');
  const withheld = predictions.flatMap((one: unknown) => textOf(one, 'raiFilteredReason') ?? []);
  return { images: predictions.flatMap(imageIn), withheld };
}

function imageIn(prediction: unknown): GeneratedImage[] {
  const base64 = textOf(prediction, 'bytesBase64Encoded');
  if (base64 === null) return [];
  return [{ base64, mediaType: textOf(prediction, 'mimeType'), revisedPrompt: textOf(prediction, 'prompt') }];
}

function textOf(value: unknown, key: string): string | null {
  const text = isObject(value) ? value[key] : undefined;
  return typeof text === 'string' && text !== '' ? text : null;
}
