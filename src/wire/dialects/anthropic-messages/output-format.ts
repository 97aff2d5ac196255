/** `output_format`, as a beta of Anthropic's own API has it, in the place where Vertex takes it: `output_config.format`. */
import { GatewayError } from '../../../kernel/errors.ts';
import type { CompiledPaths, PathCuts } from '../../json/cut.ts';
import type { Edit } from '../../json/edit.ts';
import { findMember, membersOf, type JsonDocument, type Member } from '../../json/scan.ts';

const OPEN_OBJECT = 0x7b;

export interface Moved {
  edits: readonly Edit[];
  notes: readonly string[];
}

/**
 * The edits of `cuts` with the schema in its new place, byte for byte. A body without `output_format` keeps its edits. What
 * the upstream makes of the schema is for it to say. Throws GatewayError invalid_request where both places have one.
 */
export function moveOutputFormat(document: JsonDocument, { edits }: PathCuts, cut: CompiledPaths): Moved {
  const { bytes, members } = document;
  const format = findMember(members, 'output_format');
  if (format === undefined) return { edits, notes: [] };
  const remove: Edit = { type: 'remove', key: 'output_format' };
  const schema = bytes.toString('utf8', format.valueStart, format.end);
  if (schema === 'null') return { edits: [...edits, remove], notes: [] };
  const config = findMember(members, 'output_config');
  const kept = config === undefined ? [] : membersKept(bytes, config, cut);
  const json = `{${[...kept, `"format":${schema}`].join(',')}}`;
  const outside = edits.filter((edit) => !isInside(edit, config));
  return {
    edits: [...outside, remove, { type: 'set', key: 'output_config', json }],
    notes: ['output_format sent as output_config.format'],
  };
}

/** As they came, without those that are cut. */
function membersKept(bytes: Buffer, config: Member, cut: CompiledPaths): string[] {
  if (bytes[config.valueStart] !== OPEN_OBJECT) return [];
  const below = cut.get('output_config');
  const isCut = (key: string): boolean =>
    below?.whole !== undefined || below?.patterns.some(({ path }) => path === `output_config.${key}`) === true;
  return membersOf(bytes, config.valueStart).flatMap(({ key, start, end }) => {
    if (key === 'format') throw twice();
    return isCut(key) ? [] : [bytes.toString('utf8', start, end)];
  });
}

function isInside(edit: Edit, config: Member | undefined): boolean {
  if (config === undefined) return false;
  return edit.type === 'splice' ? edit.start >= config.start && edit.end <= config.end : edit.key === 'output_config';
}

function twice(): GatewayError {
  return new GatewayError(
    'invalid_request',
    'output_format: the request has output_config.format as well, and only one of them can hold.',
    { hint: 'Send output_config.format alone: it is the newer place.' },
  );
}
