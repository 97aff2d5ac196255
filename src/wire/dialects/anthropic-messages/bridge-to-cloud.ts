/** From an Anthropic Messages body to what a cloud's offering of Claude takes, by cuts and splices only: what is not named here goes as it came. */
import { asksForLongContext } from '../../../clients/claude-code.ts';
import { compilePaths, cutPaths, type CompiledPaths } from '../../json/cut.ts';
import { applyEdits, removalCuts, type Edit } from '../../json/edit.ts';
import { findMember, membersOf, readMember, type JsonDocument } from '../../json/scan.ts';
import type { ModelFacts, UnknownBetas } from '../../model-facts.ts';
import type { RequestHeaders } from '../../request-headers.ts';
import { negotiateBetas, type NegotiatedBetas } from './beta-flags.ts';
import { mayBeLeftOut, refuseLostMeaning } from './hint-members.ts';
import { mendThinking } from './mend-thinking.ts';
import { objectsIn } from './objects-in.ts';
import { moveOutputFormat } from './output-format.ts';
import { requestedBetas } from './request-flags.ts';

/** What of a call a cloud's body is made of. */
export interface CloudCall {
  model: string;
  document: JsonDocument;
  headers: RequestHeaders;
  /** Headers of the client that go upstream as they came: what they say is left alone. */
  forwarded: Readonly<Record<string, string>>;
  facts: ModelFacts;
  /** Refused by this upstream for this model a short while ago. */
  refused: { betas: ReadonlySet<string>; fields: ReadonlySet<string> };
}

export interface Bridged {
  body: Buffer[];
  betas: readonly string[];
  betasDropped: string[];
  notes: string[];
}

const LONG_CONTEXT = 'context-1m-2025-08-07';

export interface Cloud {
  /** For the notes of the log row, as `Vertex`. */
  name: string;
  /** The lot of flags that nobody knows; null = as the platform has it. */
  unknown: UnknownBetas | null;
  /** Flags without which the cloud does not take what the body has. */
  flagsFor: (document: JsonDocument) => readonly string[];
  /** How the cloud has the flags, the version and the like; `betas` are those that it takes. */
  edits: (betas: readonly string[]) => readonly Edit[];
  /** Refused or mapped elsewhere: its loss here changes nothing. */
  isServedOtherwise?: (path: string) => boolean;
}

/**
 * What Anthropic's clouds have in common: the model stands in the URL, and they take fewer flags and members than the API. Throws
 * JsonScanError or SyntaxError where a part that it reads is no JSON, and GatewayError where a change would be another request.
 */
export function bridgeToCloud(call: CloudCall, cloud: Cloud): Bridged {
  const { document, facts } = call;
  const betas = negotiate(call, cloud);
  const cuts = cutPaths(document, betas.cuts);
  refuseLostMeaning(
    document,
    cuts.found.filter((path) => cloud.isServedOtherwise?.(path) !== true),
  );
  const moved = moveOutputFormat(document, cuts, betas.cuts);
  const systemTurns = facts.refusesSystemTurns ? systemTurnsAsUser(document) : [];
  const mended = mendMembers(document, facts);
  // Nothing of most requests has to go or to be mended: pushed one by one, that costs nothing.
  const edits: Edit[] = [{ type: 'remove', key: 'model' }, ...cloud.edits(betas.send)];
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

/** What `bridgeToCloud` will take out of the body, for whoever looks for it before. */
export const cloudCuts = (call: CloudCall, cloud: Flags): CompiledPaths => negotiate(call, cloud).cuts;

type Flags = Pick<Cloud, 'name' | 'unknown' | 'flagsFor'>;

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

/** The client's flags under the cloud's rules, with those that the body needs. */
function negotiate(call: CloudCall, cloud: Flags): Betas {
  const { facts, refused } = call;
  const wanted = wantedFlags(call, cloud);
  if (refused.betas.size > 0 || refused.fields.size > 0) return negotiateAnew(call, wanted, cloud);
  let known = negotiated.get(facts);
  if (known === undefined || known.size > MAX_NEGOTIATED) negotiated.set(facts, (known = new Map<string, Betas>()));
  const key = `${String(leavesBetas(call))} ${cloud.unknown} ${wanted.join()}`;
  let betas = known.get(key);
  if (betas === undefined) known.set(key, (betas = negotiateAnew(call, wanted, cloud)));
  return betas;
}

const leavesBetas = ({ forwarded }: CloudCall): boolean => 'anthropic-beta' in forwarded;

function wantedFlags(call: CloudCall, { flagsFor }: Flags): readonly string[] {
  const { headers, model, document } = call;
  const betas = requestedBetas(headers, document);
  if (leavesBetas(call)) return betas;
  const asked = [...(asksForLongContext(model) ? [LONG_CONTEXT] : []), ...flagsFor(document)];
  return asked.length === 0 ? betas : [...new Set([...betas, ...asked])];
}

function negotiateAnew(call: CloudCall, flags: readonly string[], { unknown, name }: Flags): Betas {
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
    notes.push(`beta ${LONG_CONTEXT} dropped: the model has no such window on ${name}`);
  }
  return { send, dropped, notes, cuts: cutsWith(droppedMembers) };
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
export function systemTurnsAsUser(document: JsonDocument): Edit[] {
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
