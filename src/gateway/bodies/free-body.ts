/**
 * Gives the memory of large request bodies back as soon as nobody reads them. Left to the garbage collector, hundreds of
 * streams would hold their requests to the end, and every few hundred requests their bytes would force it to run.
 */
import { letGo, type JsonDocument } from '../../wire/json/scan.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';

/** Smaller ones are not worth the trouble. */
const LARGE_BYTES = 64 * 1024;

/**
 * Called when no attempt will be made again. `documents` are those made of the body for a target. The memory goes once
 * every attempt's request has been written out and the archive has read it; where that never comes to be known (an
 * attempt that was cut while it sent), the garbage collector has it. A view that somebody forgot is empty from then on.
 */
export function freeBody(exchange: Reached, outcome: Outcome, documents: readonly JsonDocument[] = []): void {
  const all = exchange.document === undefined ? documents : [exchange.document, ...documents];
  const large = isLarge(all) ? new Set(all.flatMap(({ bytes }) => ownMemory(bytes) ?? [])) : null;
  for (const document of all) letGo(document);
  exchange.body = EMPTY;
  if (large === null) exchange.client.bodyFreed();
  else void giveBack(large, exchange, outcome);
}

async function giveBack(
  large: ReadonlySet<ArrayBuffer>,
  { client }: Reached,
  { bodiesSent, requestBody }: Outcome,
): Promise<void> {
  await Promise.all(bodiesSent);
  await requestBody;
  for (const memory of large) memory.transfer(0);
  client.bodyFreed();
}

/** Whether `freeBody` will wait for requests that are made of these documents. */
export function isLarge(documents: readonly JsonDocument[]): boolean {
  return documents.some(({ bytes }) => bytes.length >= LARGE_BYTES);
}

/** null where it is small, or shared with other bytes. */
function ownMemory({ buffer, byteLength }: Buffer): ArrayBuffer | null {
  const isOwn = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isOwn && byteLength >= LARGE_BYTES ? buffer : null;
}

const EMPTY = Buffer.alloc(0);
