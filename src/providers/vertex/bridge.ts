/** From an Anthropic Messages body to what Vertex takes, by cuts and splices only: what is not named here goes as it came. */
import { asksForLongContext } from '../../clients/claude-code.ts';
import { negotiateBetas } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import type { NegotiatedBetas } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import type { UnknownBetas } from '../../wire/model-facts.ts';
import { anthropicVersion, requestedBetas } from '../../wire/dialects/anthropic-messages/request-flags.ts';
import { GENERATION_MEMBERS } from '../../wire/dialects/anthropic-messages/generation-members.ts';
import { compilePaths, cutPaths } from '../../wire/json/cut.ts';
import type { CompiledPaths } from '../../wire/json/cut.ts';
import { applyEdits, removalCuts } from '../../wire/json/edit.ts';
import { findMember, readMember, membersOf } from '../../wire/json/scan.ts';
import type { Edit } from '../../wire/json/edit.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { ModelFacts, NativeCall } from '../provider.ts';
import { mayBeLeftOut, refuseLostMeaning } from '../../wire/dialects/anthropic-messages/hint-members.ts';
import { mendThinking } from './mend-thinking.ts';
import { objectsIn } from './objects-in.ts';
import { isServedOtherwise } from './unserved-members.ts';
import { moveOutputFormat } from './output-format.ts';

export interface Bridged {
  body: Buffer[];
  betas: readonly string[];
  betasDropped: string[];
  notes: string[];
}

const WEB_SEARCH = 'web-search-2025-03-05';
const LONG_CONTEXT = 'context-1m-2025-08-07';
const VERSION_BEFORE_DATES = 'vertex-2023-10-16';
/** The first of Anthropic's versions that Vertex takes under its own name. */
const FIRST_DATED_VERSION = '2026-10-21';

/** A body for `:rawPredict` and `:streamRawPredict`. Throws JsonScanError or SyntaxError where a part that it reads is no JSON. */
export function bridgeMessages(call: NativeCall, unknown: UnknownBetas | null): Bridged {
  const { document, facts } = call;
  const betas = negotiate(call, unknown);
  const cuts = cutPaths(document, betas.cuts);
  refuseLostMeaning(
    document,
    cuts.found.filter((path) => !isServedOtherwise(path)),
  );
  const moved = moveOutputFormat(document, cuts, betas.cuts);
  const systemTurns = facts.refusesSystemTurns ? systemTurnsAsUser(document) : [];
  const mended = mendMembers(document, facts);
  // Nothing of most requests has to go or to be mended: pushed one by one, that costs nothing.
  const edits: Edit[] = [
    { type: 'remove', key: 'model' },
    { type: 'remove', key: 'anthropic_beta' },
    versionEdit(call),
  ];
  for (const edit of moved.edits) edits.push(edit);
  for (const edit of systemTurns) edits.push(edit);
  for (const edit of mended.edits) if (edit.type !== 'set' || !cuts.found.includes(edit.key)) edits.push(edit);
  const notes = betas.notes.slice();
  for (const path of cuts.found) notes.push(`${path} dropped`);
  if (systemTurns.length > 0) notes.push('system turns sent as user turns');
  for (const note of mended.notes) notes.push(note);
  for (const note of moved.notes) notes.push(note);
  return { body: applyEdits(document, edits), betas: betas.send, betasDropped: [...betas.dropped], notes };
}

interface Betas extends Pick<NegotiatedBetas, 'send' | 'dropped'> {
  notes: readonly string[];
  /** What leaves the body: hints of dropped flags, and those that the model does not take. */
  cuts: CompiledPaths;
}

/**
 * Clients send the same flags with every request, so what follows from them is worked out once. By model and unknown flags'
 * lot; only what was refused a short while ago is not kept.
 */
const negotiated = new WeakMap<ModelFacts, Map<string, Betas>>();
const MAX_NEGOTIATED = 1000;

/** The client's flags under Vertex's rules, with the one that a web search needs. */
function negotiate(call: NativeCall, unknown: UnknownBetas | null): Betas {
  const { facts, refused } = call;
  const wanted = wantedFlags(call);
  if (refused.betas.size > 0 || refused.fields.size > 0) return negotiateAnew(call, wanted, unknown);
  let known = negotiated.get(facts);
  if (known === undefined || known.size > MAX_NEGOTIATED) negotiated.set(facts, (known = new Map<string, Betas>()));
  const key = `${String(leavesBetas(call))} ${unknown} ${wanted.join()}`;
  let betas = known.get(key);
  if (betas === undefined) known.set(key, (betas = negotiateAnew(call, wanted, unknown)));
  return betas;
}

const leavesBetas = ({ forwarded }: NativeCall): boolean => 'anthropic-beta' in forwarded;

function wantedFlags(call: NativeCall): readonly string[] {
  const { headers, model, document } = call;
  const betas = requestedBetas(headers, document);
  if (leavesBetas(call)) return betas;
  const asked = [
    ...(asksForLongContext(model) ? [LONG_CONTEXT] : []),
    ...(hasWebSearchTool(document) ? [WEB_SEARCH] : []),
  ];
  return asked.length === 0 ? betas : [...new Set([...betas, ...asked])];
}

function negotiateAnew(call: NativeCall, flags: readonly string[], unknown: UnknownBetas | null): Betas {
  const { facts, refused } = call;
  const cutsWith = (dropped: readonly string[]): CompiledPaths =>
    compilePaths([
      ...dropped.filter(mayBeLeftOut),
      ...facts.refusedMembers,
      ...(facts.supportsEffort ? [] : ['output_config.effort']),
    ]);
  if (leavesBetas(call)) return { send: [...flags], dropped: [], notes: [], cuts: cutsWith([]) };
  const { send, dropped, droppedMembers, renamed } = negotiateBetas({
    flags,
    ruleFor: facts.betaRule,
    unknown,
    refused,
  });
  const notes = renamed.map(({ from, to }) => `beta ${from} sent as ${to}`);
  if (dropped.includes(LONG_CONTEXT)) {
    notes.push(`beta ${LONG_CONTEXT} dropped: the model has no such window on Vertex`);
  }
  return { send, dropped, notes, cuts: cutsWith(droppedMembers) };
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
  const governed = betas.flatMap((flag) => facts.betaRule(flag).governs);
  const paths = [...NOT_COUNTED, ...governed, ...call.refused.fields, ...facts.refusedMembers];
  const { edits } = cutPaths(document, compilePaths(paths));
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

/** What a client got wrong because it took the model for another one: Claude Code guesses abilities from the name. */
function mendMembers(document: JsonDocument, facts: ModelFacts): { edits: Edit[]; notes: string[] } {
  const edits: Edit[] = [];
  const notes: string[] = [];
  const maxTokens: unknown = readMember(document, 'max_tokens');
  const limit = facts.maxOutputTokens;
  const isOver = typeof maxTokens === 'number' && limit !== null && maxTokens > limit;
  if (isOver) {
    edits.push({ type: 'set', key: 'max_tokens', json: String(limit) });
    notes.push(`max_tokens ${maxTokens} lowered to the model's ${limit}`);
  }
  const thinking = mendThinking(document, facts, isOver ? limit : typeof maxTokens === 'number' ? maxTokens : null);
  const sampling = refusedSampling(document, facts);
  return {
    edits: [...edits, ...thinking.edits, ...sampling.map((key) => ({ type: 'remove', key }) as const)],
    notes: [...notes, ...thinking.notes, ...sampling.map((key) => `${key} dropped`)],
  };
}

/** Newer models answer 400 to any other value than the default; every model to both of the first two together. */
function refusedSampling(document: JsonDocument, facts: ModelFacts): string[] {
  const has = (key: string) => findMember(document.members, key) !== undefined;
  const refused: string[] = [];
  if (facts.refusesSampling) {
    if (has('temperature') && readMember(document, 'temperature') !== 1) refused.push('temperature');
    if (has('top_k')) refused.push('top_k');
  }
  if (!has('top_p')) return refused;
  const topP: unknown = readMember(document, 'top_p');
  const isLow = typeof topP !== 'number' || topP < 0.99;
  if (has('temperature') || (facts.refusesSampling && isLow)) refused.push('top_p');
  return refused;
}

const SYSTEM = Buffer.from('"system"');

/**
 * `role:"system"` inside `messages`, said as `user`: the turns keep their place and content, lose what only system turns
 * may carry, and the API joins turns of one role. A quoted `system` inside a text has a backslash before its second quote,
 * so that the search for the bytes finds roles only.
 */
function systemTurnsAsUser(document: JsonDocument): Edit[] {
  const edits: Edit[] = [];
  if (document.strings?.mayHold(SYSTEM) === false) return edits;
  for (const turn of objectsIn(document.bytes, findMember(document.members, 'messages'), SYSTEM)) {
    const members = membersOf(document.bytes, turn.start);
    const role = findMember(members, 'role');
    if (role === undefined || !document.bytes.subarray(role.valueStart, role.end).equals(SYSTEM)) continue;
    edits.push({ type: 'splice', start: role.valueStart, end: role.end, replacement: '"user"' });
    const foreign = members.flatMap(({ key }, index) => (key === 'role' || key === 'content' ? [] : [index]));
    for (const cut of removalCuts(members, new Set(foreign))) edits.push({ type: 'splice', ...cut });
  }
  return edits;
}

const WEB_SEARCH_TYPE = Buffer.from('"web_search_20');

/** Without its beta Vertex does not know the tool; Claude Code sends none outside its own Vertex mode. */
function hasWebSearchTool({ bytes, members }: JsonDocument): boolean {
  return objectsIn(bytes, findMember(members, 'tools'), WEB_SEARCH_TYPE).some((tool) => {
    const type = findMember(membersOf(bytes, tool.start), 'type');
    return type !== undefined && bytes.subarray(type.valueStart, type.end).indexOf(WEB_SEARCH_TYPE) === 0;
  });
}
