/** The settings that one signed-in client gets: the organisation's, and over them those of the workspace. */
import { createHash } from 'node:crypto';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ControlContext } from '../context.ts';
import { ofOrganisation, ofWorkspace } from './owner.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface ManagedSettings {
  uuid: string;
  /** `sha256:` and the hash of the settings in their canonical text. Claude Code computes the same. */
  checksum: string;
  settings: Settings;
}

/** null where nobody has set any. */
export async function managedSettingsFor(
  context: Pick<ControlContext, 'records'>,
  { organisationId, workspaceId }: { organisationId: OrganisationId; workspaceId: WorkspaceId | null },
): Promise<ManagedSettings | null> {
  const layers = await context.records.within(organisationId, async (tx) => [
    await tx.claudeCode.find(ofOrganisation(organisationId)),
    workspaceId === null ? null : await tx.claudeCode.find(ofWorkspace(workspaceId)),
  ]);
  const given = layers.flatMap((layer) => (layer?.managed ? [layer.managed] : []));
  if (given.length === 0) return null;
  const settings = given.reduce((under, over) => mergeSettings(under, over));
  return { uuid: workspaceId ?? organisationId, checksum: checksumOf(settings), settings };
}

/**
 * Objects member by member; the later value wins. Lists of permissions are joined, so that a workspace cannot lift what its
 * organisation denies.
 */
export function mergeSettings(under: Settings, over: Settings, path = ''): Settings {
  const merged: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const before = Object.hasOwn(under, name) ? under[name] : undefined;
    if (isObject(before) && isObject(value)) merged[name] = mergeSettings(before, value, `${path}${name}.`);
    else if (path === 'permissions.' && isList(before) && isList(value)) {
      merged[name] = [...new Set([...before, ...value])];
    } else merged[name] = value;
  }
  return merged;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const checksumOf = (settings: Settings): string =>
  `sha256:${createHash('sha256').update(canonical(settings)).digest('hex')}`;

/** Keys sorted at every level, no white space. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}
