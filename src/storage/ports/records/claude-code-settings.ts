/** What Claude Code gets from an organisation, a workspace or a group of the directory, once it has signed in. */
import type { OrganisationId } from '../../../kernel/ids.ts';

export interface ClaudeCodeSettings {
  organisationId: OrganisationId;
  ownerKind: 'organisation' | 'workspace' | 'group';
  ownerId: string;
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
  put(settings: ClaudeCodeSettings): Promise<void>;
}
