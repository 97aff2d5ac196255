/** Gets the files that a request names by URL, bounded in number, size and time. */
import { kindOf, type Media, type NamedMedia } from './media-by-url.ts';

export interface MediaLimits {
  /** Of all files of a request. */
  count: number;
  totalBytes: number;
  /** Of one file. */
  maxBytes: number;
  timeoutMs: number;
}

/** Through the guard of URLs, without redirects. `body` is base64. Rejects with an Error that a caller may read. */
export type GetFile = (
  url: string,
  bounds: Pick<MediaLimits, 'maxBytes' | 'timeoutMs'>,
) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;

export interface FetchedMedia {
  /** By URL. */
  media: Map<string, Media>;
  /** Why others could not be had, without the URL: it may hold a signature. */
  problems: { url: string; reason: string }[];
}

const AT_ONCE = 4;
const BYTES_OF_BASE64 = 3 / 4;

type Wanted = Pick<NamedMedia, 'kind' | 'url'>;

/** Each URL once. */
export async function fetchMedia(
  named: readonly Wanted[],
  { count, totalBytes, ...bounds }: MediaLimits,
  get: GetFile,
): Promise<FetchedMedia> {
  const unique = [...new Map(named.map((one) => [one.url, one])).values()];
  const wanted = unique.slice(0, count);
  const media = new Map<string, Media>();
  const problems = unique.slice(count).map(({ url }) => ({ url, reason: `At most ${count} images are fetched.` }));
  let left = totalBytes;
  for (let first = 0; first < wanted.length; first += AT_ONCE) {
    const some = wanted.slice(first, first + AT_ONCE);
    const answers = await Promise.all(some.map((one) => fetchOne(one, bounds, get)));
    for (const [at, answer] of answers.entries()) {
      const url = some[at]?.url ?? '';
      const bytes = typeof answer === 'string' ? 0 : answer.base64.length * BYTES_OF_BASE64;
      if (typeof answer === 'string') problems.push({ url, reason: answer });
      else if (bytes > left) problems.push({ url, reason: 'The images are too large together.' });
      else media.set(url, answer);
      left -= bytes;
    }
  }
  return { media, problems };
}

const TYPES = { image: 'PNG, JPEG, GIF or WebP', document: 'PDF' } as const;
const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Why it cannot be had, where it cannot. */
async function fetchOne(
  { url, kind }: Wanted,
  bounds: Pick<MediaLimits, 'maxBytes' | 'timeoutMs'>,
  get: GetFile,
): Promise<Media | string> {
  let at = url;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await get(at, bounds).catch((error: unknown) =>
      error instanceof Error ? error.message : 'An image could not be fetched.',
    );
    if (typeof answer === 'string') return answer;
    const next = REDIRECTS.has(answer.status) ? URL.parse(answer.headers['location'] ?? '', at) : null;
    if (next !== null && redirects < MAX_REDIRECTS) {
      at = next.href;
      continue;
    }
    if (answer.status !== 200) return `The server of an image answered with status ${answer.status}.`;
    const mediaType = mediaTypeOf(answer.body);
    const file = mediaType === null ? null : { mediaType, base64: answer.body };
    return file === null || kindOf(file) !== kind ? `What a URL led to is no ${TYPES[kind]}.` : file;
  }
}

/** By the first bytes: servers name types that are not so. The types are those that every vendor takes. */
function mediaTypeOf(base64: string): Media['mediaType'] | null {
  const head = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  if (head.startsWith('\u0089PNG\r\n\u001A\n')) return 'image/png';
  if (head.startsWith('\u00FF\u00D8\u00FF')) return 'image/jpeg';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('%PDF-')) return 'application/pdf';
  return head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP' ? 'image/webp' : null;
}
