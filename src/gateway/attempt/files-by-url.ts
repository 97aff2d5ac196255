/** Which files a body names by URL that the target does not fetch itself, and the body with them in it. Fetches nothing. */
import { GatewayError } from '../../kernel/errors.ts';
import { inSlices } from '../../kernel/slices.ts';
import { mediaByUrl, withMedia, type Media, type NamedMedia } from '../../wire/media-by-url.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import { scanSlices } from '../../wire/json/scan-slices.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { pairFor, type TranslationPair } from '../endpoints/translated-lane.ts';
import type { Connected, TargetRequest, Written } from './target-request.ts';

/** Of a body that is parsed in one turn of the event loop. A larger one keeps its URLs, which the translation refuses. */
const MAX_BODY_BYTES = 512 * 1024;

/** For a request that is looked at, and not sent: as if the files were there. */
export async function withDraftFiles(asked: Asked, deps: Deps & Pick<GatewayDeps, 'nextTurn'>): Promise<JsonDocument> {
  const wanted = filesToFetch(asked, deps);
  if (wanted === null) return asked.document;
  const drafts = wanted.files.map(({ url, kind }) => [url, { mediaType: DRAFT_TYPES[kind], base64: 'AA==' }] as const);
  return written(wanted.body, new Map(drafts), { ...asked, deps });
}

const DRAFT_TYPES = { image: 'image/png', document: 'application/pdf' } as const;

/** A body, what of it the target does not fetch, and for which pair of dialects. */
export interface FilesToFetch {
  body: JsonObject;
  files: readonly NamedMedia[];
  client: TranslationPair['client'];
}

type Asked = Pick<TargetRequest, 'target'> &
  Connected &
  Written & { exchange: Pick<TargetRequest['exchange'], 'endpoint'> };

type Deps = Pick<GatewayDeps, 'fetchesMedia' | 'catalog'>;

/** null = there is nothing to fetch. */
export function filesToFetch(
  { exchange: { endpoint }, connection, target, document }: Asked,
  { fetchesMedia, catalog }: Deps,
): FilesToFetch | null {
  if (!fetchesMedia) return null;
  const { model, provider } = target;
  const isGenerated = endpoint.isTurn && endpoint.counts === undefined && endpoint.stored === undefined;
  if (!isGenerated || connection.speaks(model).includes(endpoint.dialect)) return null;
  const pair = pairFor(endpoint.dialect, connection, model);
  if (pair === null || document.bytes.length > MAX_BODY_BYTES || !mayNameFile(document.bytes)) return null;
  const quirks = connection.quirks(model, catalog.factsFor(provider.provider.platform, model));
  const body: unknown = JSON.parse(document.bytes.toString('utf8'));
  if (!isObject(body)) return null;
  const files = mediaByUrl(body).filter(({ kind }) => !pair.upstream.translator.takesByUrl(kind, quirks));
  return files.length === 0 ? null : { body, files, client: pair.client };
}

/** Members that name files in the dialects. Tools' inputs have some of them too. */
const MEMBERS = ['"url"', '"image_url"', '"file_url"', '"fileUri"', '"file_uri"'];

const mayNameFile = (bytes: Buffer): boolean =>
  MEMBERS.some((member) => bytes.includes(member)) && /:\s*"https?:/i.test(bytes.toString('latin1'));

/** The body with these files in it. Throws GatewayError where it is nested too deeply to be written. */
export function written(
  body: JsonObject,
  media: ReadonlyMap<string, Media>,
  { exchange, deps }: { exchange: Asked['exchange']; deps: Pick<GatewayDeps, 'nextTurn'> },
): Promise<JsonDocument> {
  const bytes = Buffer.from(textOf(withMedia(body, media)));
  return inSlices(scanSlices(bytes, exchange.endpoint.dialect.turns ?? undefined), deps.nextTurn);
}

function textOf(body: JsonObject): string {
  try {
    return JSON.stringify(body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GatewayError('invalid_request', 'The body is nested too deeply to be translated.', { cause: error });
  }
}
