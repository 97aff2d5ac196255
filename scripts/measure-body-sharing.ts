/**
 * Measures what the body archive saves on a conversation in the manner of Claude Code: 40 turns, each of which sends the
 * whole conversation again, with the cache marker on the last message. Run: node scripts/measure-body-sharing.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../src/observe/logger.ts';
import { openFileBlobs } from '../src/storage/blobs/files.ts';
import { compressFile } from '../src/storage/blobs/seekable-zstd.ts';
import { createBodyArchive } from '../src/storage/bodies/body-archive.ts';
import { findMember, elementsOf, scanDocument } from '../src/wire/json/scan.ts';
import type { WorkspaceId } from '../src/kernel/ids.ts';

const TURNS = 40;
const WORKSPACE = 'ws_measured' as WorkspaceId;

/** The same pseudo-random words in every run, in the proportions of code and prose: zstd makes about a third of it. */
let seed = 1;
function next(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((seed / 2_147_483_648) * below);
}
const vocabulary = Array.from({ length: 3_000 }, () =>
  next(2_147_483_647)
    .toString(36)
    .slice(0, 2 + next(7)),
);
function textOf(bytes: number): string {
  let text = '';
  while (text.length < bytes) text += `${vocabulary[Math.floor(next(55) ** 2 % 3_000)]}${next(9) === 0 ? '\n' : ' '}`;
  return text;
}

const system = [{ type: 'text', text: textOf(30_000), cache_control: { type: 'ephemeral' } }];
const tools = Array.from({ length: 20 }, (_, n) => ({
  name: `tool_${n}`,
  description: textOf(3_500),
  input_schema: {},
}));

interface Message {
  role: string;
  content: Record<string, unknown>[];
}

/** The marker stands on the last block of the last message only. */
function bodyOf(messages: readonly Message[]): Buffer {
  const last = messages.at(-1);
  const marked = messages.map((message) =>
    message === last
      ? { ...message, content: message.content.map((block) => ({ ...block, cache_control: { type: 'ephemeral' } })) }
      : message,
  );
  const body = { model: 'claude-sonnet-4-20250514', messages: marked, system, tools, max_tokens: 32_000, stream: true };
  return Buffer.from(JSON.stringify(body));
}

function boundariesOf(body: Buffer): number[] {
  const { members } = scanDocument(body);
  const messages = findMember(members, 'messages');
  const ends = messages === undefined ? [] : elementsOf(body, messages.valueStart).map((element) => element.end);
  for (const key of ['system', 'tools']) ends.push(findMember(members, key)?.end ?? 0);
  return ends.sort((a, b) => a - b);
}

const directory = mkdtempSync(join(tmpdir(), 'tollgate-measure-'));
const logger = createLogger({ level: 'warn', write: (text) => process.stderr.write(text), now: () => Date.now() });
const blobs = await openFileBlobs({ directory, logger });
const archive = createBodyArchive({ blobs, clock: { now: () => Date.now(), elapsed: () => performance.now() } });
const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: textOf(1_000) }] }];
let milliseconds = 0;
for (let turn = 0; turn < TURNS; turn += 1) {
  const body = bodyOf(messages);
  const boundaries = boundariesOf(body);
  const started = performance.now();
  const ref = await archive.store(WORKSPACE, body, { boundaries });
  milliseconds += performance.now() - started;
  if (!(await archive.read(ref))?.equals(body)) throw new Error(`Turn ${turn} does not read back`);
  messages.push({
    role: 'assistant',
    content: [{ type: 'tool_use', id: `toolu_${turn}`, name: 'Read', input: textOf(1_500) }],
  });
  messages.push({
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: `toolu_${turn}`, content: textOf(500 + next(9_000)) }],
  });
}
const { receivedBytes, uniqueBytes, writtenBytes } = archive.stats();
await blobs.close();
const pack = await open(join(directory, 'pack-1.bin'));
const sealed = await open(join(directory, 'sealed'), 'w');
await compressFile(pack, sealed, () => false);
const sealedBytes = (await sealed.stat()).size;
await Promise.all([pack.close(), sealed.close()]);
rmSync(directory, { recursive: true });

const line = (name: string, bytes: number): string =>
  `${name.padEnd(14)} ${(bytes / 1_000).toFixed(0).padStart(7)} KB  ${((bytes / receivedBytes) * 100).toFixed(1).padStart(5)} %`;
process.stdout.write(
  `${[
    `${TURNS} turns of one conversation`,
    line('received', receivedBytes),
    line('unique', uniqueBytes),
    line('written', writtenBytes),
    line('in a full pack', sealedBytes),
    `store          ${(milliseconds / TURNS).toFixed(2).padStart(7)} ms per body of ${(receivedBytes / TURNS / 1_000).toFixed(0)} KB`,
  ].join('\n')}\n`,
);
