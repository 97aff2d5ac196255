/** Exports of the log: those there are, a new one, and the file of one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError, call, type Input, type Output } from '../call.ts';
import { inWorkspace } from '../chosen-workspace.ts';

export type LogExport = Output<'GET /logs/exports'>['data'][number];
export type NewLogExport = Input<'POST /logs/exports'>;

const KEY = ['log-exports'];
const SHOWN = 20;

/** The newest. */
export function useLogExports() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call('GET /logs/exports', inWorkspace({ page_size: SHOWN }), signal),
  });
}

/** Which members an export may hold. */
export function useFieldRestrictions() {
  return useQuery({
    queryKey: [...KEY, 'fields'],
    queryFn: ({ signal }) => call('GET /logs/exports/field-restrictions', {}, signal),
  });
}

function useChange<Wanted, Answer>(change: (wanted: Wanted) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: KEY }) });
}

/** A draft: it can be changed until it is started. */
export const useSaveLogExport = () =>
  useChange((wanted: NewLogExport) => call('POST /logs/exports', inWorkspace(wanted)));

export const useUpdateLogExport = () =>
  useChange((wanted: Input<'PUT /logs/exports/{id}'>) => call('PUT /logs/exports/{id}', wanted));

/** From then on its rows are settled. */
export const useStartLogExport = () => useChange((id: string) => call('POST /logs/exports/{id}/start', { id }));

export const useCancelLogExport = () => useChange((id: string) => call('POST /logs/exports/{id}/cancel', { id }));

/** Text becomes a blob piece by piece, which the browser may keep on disk: an export with bodies does not fit into memory. */
const PIECE_BYTES = 4 * 1024 * 1024;
const NEWLINE = 10;

interface Fetching {
  signal: AbortSignal;
  /** Rows so far. Called for each chunk that arrives. */
  onRows: (rows: number) => void;
}

/** JSON lines, newest request first. Throws ApiError, and AbortError when the signal ends it. */
export async function fetchLogExport(id: string, { signal, onRows }: Fetching): Promise<{ file: Blob; rows: number }> {
  const link = await call('GET /logs/exports/{id}/download', { id }, signal);
  // The link names the configured public address; this page talks to the address that it came from.
  const { pathname, search } = new URL(link.signed_url, location.origin);
  const response = await fetch(`${pathname}${search}`, { signal });
  if (!response.ok || response.body === null) {
    throw new ApiError(`The gateway answered ${response.status}.`, {
      status: response.status,
      hint: 'Was the export cancelled meanwhile? Try again, or make another one.',
      requestId: response.headers.get('request-id'),
    });
  }
  return collect(response.body, onRows);
}

async function collect(body: ReadableStream<Uint8Array<ArrayBuffer>>, onRows: Fetching['onRows']) {
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let rows = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    bytes += read.value.length;
    rows += countLines(read.value);
    onRows(rows);
    if (bytes < PIECE_BYTES) continue;
    pieces.push(new Blob(chunks));
    chunks = [];
    bytes = 0;
  }
  return { file: new Blob([...pieces, ...chunks], { type: 'application/jsonl' }), rows };
}

function countLines(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
