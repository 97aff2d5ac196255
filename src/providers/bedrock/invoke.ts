/** Claude by InvokeModel: Anthropic's own body, with model and streaming in the URL and the flags in the body. Source: AWS's page on Claude's Messages API; what Anthropic's own client sends. */
import { anthropicVersion } from '../../wire/dialects/anthropic-messages/request-flags.ts';
import { ChunksToEvents } from '../../wire/dialects/anthropic-messages/aws-chunks.ts';
import { bridgeToCloud, cloudCuts } from '../../wire/dialects/anthropic-messages/bridge-to-cloud.ts';
import { objectsIn } from '../../wire/dialects/anthropic-messages/objects-in.ts';
import type { CompiledPaths } from '../../wire/json/cut.ts';
import type { Edit } from '../../wire/json/edit.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';

/** A tool's own member on Anthropic's API; Bedrock refuses it, and takes the flag instead. */
const EAGER = Buffer.from('"eager_input_streaming"');
const STREAMED_TOOLS = 'fine-grained-tool-streaming-2025-05-14';

const VERSION_BEFORE_DATES = 'bedrock-2023-05-31';
/** The first of Anthropic's versions that Bedrock takes under its own name, for the models from Claude 4.7 on. */
const FIRST_DATED_VERSION = '2026-10-21';
/** Anthropic's client sends these in the header and nowhere else: some models refuse them in the body. */
const HEADER_FLAGS: ReadonlySet<string> = new Set(['claude-code-20250219', 'effort-2025-11-24']);

const FLAGS = {
  name: 'Bedrock',
  unknown: null,
  flagsFor: ({ bytes, members }: JsonDocument) =>
    objectsIn(bytes, findMember(members, 'tools'), EAGER).length > 0 ? [STREAMED_TOOLS] : [],
};

/** What `buildInvoke` will take out of the body. */
export const invokeCuts = (call: NativeCall): CompiledPaths => cloudCuts(call, FLAGS);

/** `url` up to the model. Throws JsonScanError or SyntaxError where what it reads is no JSON. */
export function buildInvoke(url: string, call: NativeCall): Omit<UpstreamRequest, 'model' | 'method'> {
  const { stream, document } = call;
  const bridged = bridgeToCloud(call, {
    ...FLAGS,
    edits: (betas) => [
      { type: 'remove', key: 'stream' },
      ...betasEdit(document, betas),
      ...versionEdit(call),
      ...toolsEdit(document),
    ],
  });
  const inHeader = bridged.betas.filter((flag) => HEADER_FLAGS.has(flag));
  return {
    url: `${url}/${stream ? 'invoke-with-response-stream' : 'invoke'}`,
    headers: {
      'content-type': 'application/json',
      ...(inHeader.length === 0 ? {} : { 'anthropic-beta': inHeader.join(',') }),
    },
    body: bridged.body,
    betasDropped: bridged.betasDropped,
    notes: bridged.notes,
    unframe: () => new ChunksToEvents(),
  };
}

/** As a list in the body. One that says the same already stays as it came. */
function betasEdit(document: JsonDocument, betas: readonly string[]): Edit[] {
  const inBody = betas.filter((flag) => !HEADER_FLAGS.has(flag));
  if (inBody.length === 0) return [{ type: 'remove', key: 'anthropic_beta' }];
  const json = JSON.stringify(inBody);
  const isSame = JSON.stringify(readMember(document, 'anthropic_beta') ?? null) === json;
  return isSame ? [] : [{ type: 'set', key: 'anthropic_beta', json }];
}

/** Bedrock has a name of its own for Anthropic's first version. */
function versionEdit({ headers, document, facts }: NativeCall): Edit[] {
  const own: unknown = readMember(document, 'anthropic_version');
  const takesDated = !facts.refusesSystemTurns;
  const isTaken = (version: unknown): version is string =>
    typeof version === 'string' &&
    (version.startsWith('bedrock-') || (takesDated && DATED.test(version) && version >= FIRST_DATED_VERSION));
  if (isTaken(own)) return [];
  const asked = anthropicVersion(headers);
  const version = isTaken(asked) ? asked : VERSION_BEFORE_DATES;
  return [{ type: 'set', key: 'anthropic_version', json: JSON.stringify(version) }];
}

const DATED = /^\d{4}-\d{2}-\d{2}$/;

/** An empty list of tools is refused. */
function toolsEdit(document: JsonDocument): Edit[] {
  const tools = findMember(document.members, 'tools');
  const isEmpty =
    tools !== undefined && /^\[\s*\]$/.test(document.bytes.toString('latin1', tools.valueStart, tools.end));
  return isEmpty ? [{ type: 'remove', key: 'tools' }] : [];
}
