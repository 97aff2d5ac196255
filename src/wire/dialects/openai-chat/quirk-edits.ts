/**
 * What of a Chat Completions body a host that differs from OpenAI does not take as it is. The facts are those by which a
 * translated call is written (`TargetQuirks`). A body that has nothing of it stays as it came, and is not looked into.
 */
import { GatewayError } from '../../../kernel/errors.ts';
import { atOnce, type Slices } from '../../../kernel/slices.ts';
import { insistedOn, LEFT_OUT, loweredTo, NO_REQUIRED, refusedMember } from '../../chat/refused-members.ts';
import type { TargetQuirks } from '../../chat/translator.ts';
import { compilePaths, cutPaths, prepareCuts, type CompiledPaths } from '../../json/cut.ts';
import type { Edit } from '../../json/edit.ts';
import { findMember, readMember, tryReadMember, type JsonDocument } from '../../json/scan.ts';
import { turnEdits } from './turn-edits.ts';

export interface QuirkEdits {
  edits: Edit[];
  /** Of what was left out, as the caller knows it. */
  notes: string[];
}

export const NO_EDITS: QuirkEdits = { edits: [], notes: [] };

/** Throws GatewayError: `invalid_request` for a constraint that the host does not keep, `invalid_json`. */
export function quirkEdits(document: JsonDocument, quirks: TargetQuirks): QuirkEdits {
  try {
    const parts = [
      { edits: renamedMembers(document, quirks.renames ?? {}), notes: [] },
      refusedMembers(document, quirks),
      refusedInside(document, quirks),
      toolChoice(document, quirks),
      temperature(document, quirks),
      { edits: editsOfTurns(document, quirks), notes: [] },
    ];
    return { edits: parts.flatMap(({ edits }) => edits), notes: parts.flatMap(({ notes }) => notes) };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}

/** Members of OpenAI's name, under the name that this host has for them. */
function renamedMembers(document: JsonDocument, renames: Readonly<Record<string, string>>): Edit[] {
  return Object.entries(renames).flatMap(([key, own]): Edit[] => {
    const member = findMember(document.members, key);
    if (member === undefined) return [];
    const removal: Edit = { type: 'remove', key };
    if (readMember(document, key) === null) return [removal];
    // As the text says it: a number may have more digits than a double.
    const json = document.bytes.toString('utf8', member.valueStart, member.end);
    return [removal, { type: 'set', key: own, json }];
  });
}

/** What was found in slices, for the one who asks for the same of this document. */
const prepared = new WeakMap<JsonDocument, { key: string; edits: Edit[] }>();

/** Looks through the turns in slices, so that `quirkEdits` finds it done. For large documents. Throws as that. */
export function* prepareQuirks(document: JsonDocument, quirks: TargetQuirks): Slices<void> {
  const paths = pathsIn(quirks);
  if (paths !== null) yield* prepareCuts(document, paths, { keepEmpty: true });
  prepared.set(document, { key: keyOf(quirks), edits: yield* turnEdits(document, quirks) });
}

const keyOf = ({ developerRole, toolIdLength, contentAsString }: TargetQuirks): string =>
  JSON.stringify([developerRole, toolIdLength, contentAsString]);

function editsOfTurns(document: JsonDocument, quirks: TargetQuirks): Edit[] {
  const before = prepared.get(document);
  return before?.key === keyOf(quirks) ? before.edits : atOnce(turnEdits(document, quirks));
}

function pathsIn({ refuses = [] }: TargetQuirks): CompiledPaths | null {
  const paths = refuses.filter(isPath);
  return paths.length === 0 ? null : compilePaths(paths);
}

const isPath = (name: string): boolean => name.includes('[');

/** The gateway's own to ask and to leave out: no caller loses anything by it. */
const UNTOLD = 'stream_options';

function refusedMembers(document: JsonDocument, { refuses = [], hasNoTools }: TargetQuirks): QuirkEdits {
  const names = hasNoTools === true ? [...refuses, 'tools', 'functions', 'tool_choice', 'function_call'] : refuses;
  const found = names.filter((name) => findMember(document.members, name) !== undefined);
  const notes: string[] = [];
  for (const name of found) {
    const value = readConstraint(document, name);
    if (insistedOn(name, value) !== null) throw refusal(name, refusedMember(name));
    if (name !== UNTOLD && value !== null) notes.push(`${name}: ${LEFT_OUT}`);
  }
  return { edits: found.map((key) => ({ type: 'remove', key })), notes };
}

/** What is too long to be read is no empty list, and no `auto`. */
function readConstraint(document: JsonDocument, name: string): unknown {
  const value = tryReadMember(document, name);
  return value === undefined ? {} : value;
}

function refusedInside(document: JsonDocument, quirks: TargetQuirks): QuirkEdits {
  const paths = pathsIn(quirks);
  if (paths === null) return NO_EDITS;
  const { edits, found } = cutPaths(document, paths, { keepEmpty: true });
  return { edits, notes: found.map((path) => `${path}: ${LEFT_OUT}`) };
}

function toolChoice(document: JsonDocument, quirks: TargetQuirks): QuirkEdits {
  const { requiredToolChoice = 'required', hasNoChoiceOfNone } = quirks;
  if (findMember(document.members, 'tool_choice') === undefined) return NO_EDITS;
  const choice = tryReadMember(document, 'tool_choice');
  if (choice === 'none' && hasNoChoiceOfNone === true) {
    return { edits: ['tools', 'tool_choice'].map((key) => ({ type: 'remove', key })), notes: [] };
  }
  if (choice !== 'required' || requiredToolChoice === 'required') return NO_EDITS;
  if (requiredToolChoice === null) throw refusal('tool_choice', NO_REQUIRED);
  return { edits: [{ type: 'set', key: 'tool_choice', json: JSON.stringify(requiredToolChoice) }], notes: [] };
}

function temperature(document: JsonDocument, { maxTemperature }: TargetQuirks): QuirkEdits {
  if (maxTemperature === undefined) return NO_EDITS;
  const asked = tryReadMember(document, 'temperature');
  if (typeof asked !== 'number' || asked <= maxTemperature) return NO_EDITS;
  return {
    edits: [{ type: 'set', key: 'temperature', json: String(maxTemperature) }],
    notes: [`temperature: ${loweredTo(maxTemperature)}`],
  };
}

function refusal(member: string, reason: string): GatewayError {
  return new GatewayError('invalid_request', `${member}: ${reason}`, {
    hint: 'Leave it out, or send the request to a model that takes it.',
    native: { dialect: 'openai-chat', type: 'invalid_request_error', code: 'unsupported_parameter', param: member },
  });
}
