/**
 * The settings that one signed-in client gets: the organisation's, over them those of the workspace, and over these those of the
 * person's groups in the directory. Of several groups the one with the higher priority wins.
 */
import { createHash } from 'node:crypto';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { ClaudeCodeSettings } from '../../storage/ports/records/claude-code-settings.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { ofGroup, ofOrganisation, ofWorkspace } from './owner.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface ManagedSettings {
  uuid: string;
  /** `sha256:` and the hash of the settings in their canonical text. Claude Code computes the same. */
  checksum: string;
  settings: Settings;
}

/** Whose key asks. */
interface SettingsOf {
  organisationId: OrganisationId;
  /** null = the key is the organisation's. */
  workspaceId: WorkspaceId | null;
  /** null = the key is nobody's. */
  userId: string | null;
}

/** null where nobody has set any. */
export async function managedSettingsFor(
  context: Pick<ControlContext, 'records'>,
  { organisationId, workspaceId, userId }: SettingsOf,
): Promise<ManagedSettings | null> {
  const layers = await context.records.within(organisationId, async (tx) => [
    await tx.claudeCode.find(ofOrganisation(organisationId)),
    workspaceId === null ? null : await tx.claudeCode.find(ofWorkspace(workspaceId)),
    ...(userId === null ? [] : await settingsOfGroups(tx, userId)),
  ]);
  const given = layers.flatMap((layer) => (layer?.managed ? [layer.managed] : []));
  if (given.length === 0) return null;
  const settings = given.reduce((under, over) => mergeSettings(under, over));
  return { uuid: workspaceId ?? organisationId, checksum: checksumOf(settings), settings };
}

/** Of the groups that a directory says the person is in: by SCIM, or at the last sign-in by one that is still enabled. */
async function settingsOfGroups(tx: TenantRecords, userId: string): Promise<ClaudeCodeSettings[]> {
  const all = await tx.claudeCode.listGroups();
  if (all.length === 0) return [];
  const enabled = new Set((await tx.identityProviders.list()).filter(({ isEnabled }) => isEnabled).map(({ id }) => id));
  const identities = (await tx.identities.listByUser(userId)).filter(({ providerId }) => enabled.has(providerId));
  const provisioned = await tx.scimGroups.groupsOf(userId);
  const names = new Set([
    ...identities.flatMap(({ groupNames }) => groupNames),
    ...provisioned.map(({ displayName }) => ofGroup(displayName).ownerId),
  ]);
  return all.filter(({ ownerId }) => names.has(ownerId));
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
