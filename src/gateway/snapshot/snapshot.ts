/** The configuration as the data plane reads it: compiled once, immutable, swapped whole. */
import type { ApiKeyType } from '../../storage/ports/records/api-keys.ts';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { CompiledLimits } from '../../routing/compiled-limits.ts';
import type { ConfigNode } from '../../routing/parse.ts';
import type { CompiledProvider } from '../../routing/compiled-provider.ts';

export interface Snapshot {
  /** Grows by one with every swap. */
  readonly version: number;
  readonly keys: ReadonlyMap<KeyHash, CompiledKey>;
  readonly workspaces: ReadonlyMap<WorkspaceId, CompiledWorkspace>;
  /** Where the log rows of callers without a valid key go. */
  readonly homeOrganisationId: OrganisationId | null;
}

export interface CompiledKey {
  readonly id: string;
  readonly hash: KeyHash;
  readonly organisationId: OrganisationId;
  /** null for organisation (admin) keys, and for a key whose workspace is gone. */
  readonly workspace: CompiledWorkspace | null;
  /** Its workspace is gone. It opens nothing, and is still known as one of ours so that it never travels upstream. */
  readonly isOrphaned: boolean;
  readonly type: ApiKeyType;
  readonly userId: string | null;
  readonly scopes: ReadonlySet<string>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly defaultConfig: string | null;
  readonly allowConfigOverride: boolean;
  /** ms since the epoch. */
  readonly expiresAt: number | null;
  readonly limits: CompiledLimits;
}

export interface CompiledWorkspace {
  readonly id: WorkspaceId;
  readonly organisationId: OrganisationId;
  readonly slug: string;
  readonly limits: CompiledLimits;
  readonly providers: ReadonlyMap<string, CompiledProvider>;
  /** By slug and by id. */
  readonly configs: ReadonlyMap<string, CompiledConfig>;
}

export interface CompiledConfig {
  readonly id: string;
  readonly slug: string;
  readonly versionId: string;
  readonly node: ConfigNode | { readonly problem: string };
}
