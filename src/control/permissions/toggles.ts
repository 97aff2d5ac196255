/** What managers and members of workspaces may do beyond their fixed powers: the toggles of contract#access-permissions, as data. */

/** Toggle by its stored name, and whether it is on where nobody has decided. */
const GROUPS = {
  logs: {
    managersViewLogs: true,
    managersViewLogsMetadata: true,
    membersViewLogs: true,
    membersViewLogsMetadata: true,
    organisationAdminsViewLogs: true,
    organisationAdminsViewLogMetadata: true,
  },
  analytics: { managersViewAnalytics: true, membersViewAnalytics: true },
  /** Off: only what their own API keys did. */
  data_visibility: { managersViewAllData: true, membersViewAllData: true },
  providers: { managersViewProviders: true, managersWriteProviders: true, membersViewProviders: true },
  /** Members: their own keys only. */
  api_keys: {
    managersViewApiKeys: true,
    managersWriteApiKeys: true,
    membersViewApiKeys: true,
    membersWriteApiKeys: false,
  },
  prompts: {
    managersViewPrompts: true,
    managersWritePrompts: true,
    membersViewPrompts: true,
    membersWritePrompts: false,
  },
  guardrails: { managersViewGuardrails: true, managersWriteGuardrails: true, membersViewGuardrails: true },
  integrations: {
    managersWriteWsIntegrations: true,
    managersWriteWsMcpIntegrations: true,
    managersWriteMcpServers: true,
  },
  workspace: { managersWriteWorkspaceLimits: false },
} as const satisfies Record<string, Record<string, boolean>>;

export type ToggleGroup = keyof typeof GROUPS;
type KeysOfUnion<Union> = Union extends unknown ? keyof Union : never;
export type Toggle = KeysOfUnion<(typeof GROUPS)[ToggleGroup]>;

/** Every toggle, decided. */
export type Toggles = Readonly<Record<Toggle, boolean>>;

export const TOGGLE_GROUPS = Object.keys(GROUPS) as ToggleGroup[];
export const DEFAULT_TOGGLES = Object.assign({}, ...Object.values(GROUPS)) as Toggles;
export const TOGGLES = Object.keys(DEFAULT_TOGGLES) as Toggle[];

export const togglesOf = (group: ToggleGroup): Toggle[] => Object.keys(GROUPS[group]) as Toggle[];

interface Stored {
  toggles: Readonly<Record<string, boolean>>;
  overridable: readonly string[];
}

/** What holds in a workspace: its own value where the organisation lets workspaces decide, else the organisation's, else the default. */
export function effectiveToggles(organisation: Stored | null, workspace: Pick<Stored, 'toggles'> | null): Toggles {
  const decided: Record<string, boolean> = { ...DEFAULT_TOGGLES };
  for (const group of TOGGLE_GROUPS) {
    const mayOverride = organisation?.overridable.includes(group) ?? false;
    for (const toggle of togglesOf(group)) {
      const own = mayOverride ? workspace?.toggles[toggle] : undefined;
      decided[toggle] = own ?? organisation?.toggles[toggle] ?? DEFAULT_TOGGLES[toggle];
    }
  }
  return decided as Toggles;
}
