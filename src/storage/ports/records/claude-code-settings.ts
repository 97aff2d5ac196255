/** What Claude Code gets from an organisation, a workspace or a group of the directory, once it has signed in. */
import type { OrganisationId } from '../../../kernel/ids.ts';

export interface ClaudeCodeSettings {
  organisationId: OrganisationId;
  ownerKind: 'organisation' | 'workspace' | 'group';
  /** Of a group: its name in lower case. */
  ownerId: string;
  /** Of several groups of a person the one with the higher number wins; of the same number, the later name. 0 for others. */
  priority: number;
  /** As in `managed-settings.json`; null = none from here. */
  managed: Readonly<Record<string, unknown>> | null;
  /** Slug of the config that devices of a workspace use; null = none. */
  defaultConfig: string | null;
  /** Shown beside the code of a sign-in; of an organisation only. */
  loginNotice: string | null;
  lastUpdatedAt: number;
}

export type ClaudeCodeOwner = Pick<ClaudeCodeSettings, 'ownerKind' | 'ownerId'>;

export interface ClaudeCodeSettingsRepository {
  find(owner: ClaudeCodeOwner): Promise<ClaudeCodeSettings | null>;
  /** Those of groups, in the order in which they are laid over each other. */
  listGroups(): Promise<ClaudeCodeSettings[]>;
  put(settings: ClaudeCodeSettings): Promise<void>;
}
