/**
 * Target: puts images and documents that a request names by URL into it, where it is translated for a target that fetches none
 * itself. docs/decisions/0124-files-by-url.md
 */
import { GatewayError } from '../../kernel/errors.ts';
import { fieldAt } from '../../wire/chat/field.ts';
import { fetchMedia as fetchAll, type GetFile } from '../../wire/fetch-media.ts';
import type { Media, NamedMedia } from '../../wire/media-by-url.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Stage } from '../stage.ts';
import { filesToFetch, written, type FilesToFetch } from './files-by-url.ts';
import type { Connected, Fetched, TargetRequest, Written } from './target-request.ts';

const MIB = 1024 * 1024;

/** What is written into a body in one turn of the event loop takes some 40 ms at most. */
const LIMITS = { count: 20, totalBytes: 12 * MIB, maxBytes: 8 * MIB, timeoutMs: 8000 };
const MAX_WRITTEN = (LIMITS.totalBytes * 4) / 3 + MIB;
/** As often a file is in memory at most: as it came, in the body, and in the translated body. */
const COPIES = 3;

type Needs = TargetRequest & Written & Connected;

/** Throws GatewayError where a file cannot be had: the model would have to see it. */
export const fetchMedia: Stage<Needs, Fetched, GatewayDeps> = {
  name: 'fetch-media',
  run(request, deps) {
    const wanted = filesToFetch(request, deps);
    return wanted === null ? { filesFetched: 0 } : withFiles(request, wanted, deps);
  },
};

async function withFiles(request: Needs, wanted: FilesToFetch, deps: GatewayDeps): Promise<Written & Fetched> {
  const { exchange, outcome, document } = request;
  const { fetched } = outcome;
  const { files, body } = wanted;
  const missing = files.filter(({ url }) => !fetched.has(url));
  const { media, problems } = await fetchAll(missing, LIMITS, getBy(deps));
  const [problem] = problems;
  if (problem !== undefined) throw refusal(problem, wanted);
  for (const [url, file] of media) fetched.set(url, file);
  refuseTooMuch(fetched, wanted);
  exchange.client.holdTranslated(COPIES * (document.bytes.length + sizeOf(files, fetched)));
  return { document: await written(body, fetched, { exchange, deps }), filesFetched: files.length };
}

const sizeOf = (files: readonly NamedMedia[], fetched: ReadonlyMap<string, Media>): number =>
  files.reduce((sum, { url }) => sum + (fetched.get(url)?.base64.length ?? 0), 0);

/** One file may be named many times, and is written as often. */
function refuseTooMuch(fetched: ReadonlyMap<string, Media>, wanted: FilesToFetch): void {
  const { files } = wanted;
  const [first] = files;
  if (first === undefined || sizeOf(files, fetched) <= MAX_WRITTEN) return;
  throw refusal({ url: first.url, reason: 'The files are too large together.' }, wanted);
}

function getBy({ checkPorts }: Pick<GatewayDeps, 'checkPorts'>): GetFile {
  return (url, { timeoutMs, maxBytes }) =>
    checkPorts.call({ method: 'GET', url, headers: { accept: '*/*' }, timeoutMs, base64: { maxBytes } });
}

/** In the words of the vendor whose dialect the client speaks. */
function refusal({ url, reason }: { url: string; reason: string }, { files, client }: FilesToFetch): GatewayError {
  const path = files.find((file) => file.url === url)?.path ?? [];
  const said = `The file by URL could not be fetched for a provider that takes data only. ${reason}`;
  const { field, message, code } = client.describeField(fieldAt(path).broken(said));
  return new GatewayError('invalid_request', message, {
    hint: 'Send the data itself, or name a URL that can be fetched.',
    native: { dialect: client.id, type: 'invalid_request_error', code, param: field },
  });
}
