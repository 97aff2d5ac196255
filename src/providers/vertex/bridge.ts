/** From an Anthropic Messages body to what Vertex takes, by cuts and splices only: what is not named here goes as it came. */
import {
  bridgeToCloud,
  cloudCuts,
  systemTurnsAsUser,
  type Bridged,
} from '../../wire/dialects/anthropic-messages/bridge-to-cloud.ts';
import { GENERATION_MEMBERS } from '../../wire/dialects/anthropic-messages/generation-members.ts';
import { mendThinking } from '../../wire/dialects/anthropic-messages/mend-thinking.ts';
import { objectsIn } from '../../wire/dialects/anthropic-messages/objects-in.ts';
import { anthropicVersion, requestedBetas } from '../../wire/dialects/anthropic-messages/request-flags.ts';
import { compilePaths, cutPaths, type CompiledPaths } from '../../wire/json/cut.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { findMember, membersOf, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { UnknownBetas } from '../../wire/model-facts.ts';
import type { NativeCall } from '../provider.ts';
import { isServedOtherwise } from './unserved-members.ts';

const WEB_SEARCH = 'web-search-2025-03-05';
const VERSION_BEFORE_DATES = 'vertex-2023-10-16';
/** The first of Anthropic's versions that Vertex takes under its own name. */
const FIRST_DATED_VERSION = '2026-10-21';

/** A body for `:rawPredict` and `:streamRawPredict`. Throws JsonScanError or SyntaxError where a part that it reads is no JSON. */
export function bridgeMessages(call: NativeCall, unknown: UnknownBetas | null): Bridged {
  return bridgeToCloud(call, {
    ...flagsWith(unknown),
    edits: () => [{ type: 'remove', key: 'anthropic_beta' }, ...streamEdit(call), versionEdit(call)],
    isServedOtherwise,
  });
}

const flagsWith = (unknown: UnknownBetas | null) => ({
  name: 'Vertex',
  unknown,
  flagsFor: (document: JsonDocument) => (hasWebSearchTool(document) ? [WEB_SEARCH] : []),
});

/** What will be taken out of the body, by either bridge. */
export function bridgeCuts(call: NativeCall, unknown: UnknownBetas | null): CompiledPaths {
  return call.operation === 'count-tokens' ? countCuts(call) : cloudCuts(call, flagsWith(unknown));
}

/** Bedrock's path says it, and Vertex AI wants it in the body. */
function streamEdit({ stream, document }: NativeCall): Edit[] {
  const isMissing = stream && readMember(document, 'stream') !== true;
  return isMissing ? [{ type: 'set', key: 'stream', json: 'true' }] : [];
}

/** The counter also refuses every beta, so what betas govern goes as well. */
const NOT_COUNTED = [
  ...GENERATION_MEMBERS,
  'output_config',
  'context_management',
  'tools[].defer_loading',
  'tools[].input_examples',
  'tools[].allowed_callers',
  'tools[].eager_input_streaming',
  'tools[].strict',
  'messages[].output_config',
  'messages[].clear_at',
];

/** A body for `count-tokens:rawPredict`; `model` stays in it, under the name given here. */
export function bridgeCountTokens(call: NativeCall, model: string): Bridged {
  const { document, facts } = call;
  const betas = requestedBetas(call.headers, document);
  const { edits } = cutPaths(document, countCuts(call));
  const mended = mendThinking(document, facts, null);
  const all: Edit[] = [
    { type: 'set', key: 'model', json: JSON.stringify(model) },
    { type: 'remove', key: 'anthropic_beta' },
    ...edits,
    ...(facts.refusesSystemTurns ? systemTurnsAsUser(document) : []),
    ...mended.edits,
    versionEdit(call),
  ];
  return { body: applyEdits(document, all), betas: [], betasDropped: betas, notes: mended.notes };
}

function countCuts({ document, headers, facts, refused }: NativeCall): CompiledPaths {
  const governed = requestedBetas(headers, document).flatMap((flag) => facts.betaRule(flag).governs);
  return compilePaths([...NOT_COUNTED, ...governed, ...refused.fields, ...facts.refusedMembers]);
}

/**
 * `anthropic_version`, last where it is new. Vertex had one name of its own until Anthropic's second version, and takes
 * that and later ones by their date; a client's `2023-06-01` is the former.
 */
function versionEdit({ headers, document }: NativeCall): Edit {
  const own: unknown = readMember(document, 'anthropic_version');
  const stated = [own, anthropicVersion(headers)].find(
    (candidate) => typeof candidate === 'string' && isVertexVersion(candidate),
  );
  return { type: 'set', key: 'anthropic_version', json: JSON.stringify(stated ?? VERSION_BEFORE_DATES) };
}

function isVertexVersion(version: string): boolean {
  return version.startsWith('vertex-') || (/^\d{4}-\d{2}-\d{2}$/.test(version) && version >= FIRST_DATED_VERSION);
}

const WEB_SEARCH_TYPE = Buffer.from('"web_search_20');

/** Without its beta Vertex does not know the tool; Claude Code sends none outside its own Vertex mode. */
function hasWebSearchTool({ bytes, members }: JsonDocument): boolean {
  return objectsIn(bytes, findMember(members, 'tools'), WEB_SEARCH_TYPE).some((tool) => {
    const type = findMember(membersOf(bytes, tool.start), 'type');
    return type !== undefined && bytes.subarray(type.valueStart, type.end).indexOf(WEB_SEARCH_TYPE) === 0;
  });
}
