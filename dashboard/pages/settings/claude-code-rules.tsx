/** Managed settings of Claude Code: of the organisation, of a workspace, or of a group of the directory. */
import { type FormEvent, lazy, Suspense, useState } from 'react';
import {
  type ClaudeCodeSettings,
  type Owner,
  useClaudeCodeGroups,
  useClaudeCodeSettings,
  useUpdateClaudeCode,
} from '../../api/queries/claude-code.ts';
import { useWorkspaceChoices } from '../../api/queries/devices.ts';
import { Field, Select, TextField } from '../../ui/field.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { SaveBar } from './save-bar.tsx';

const JsonEditor = lazy(async () => ({ default: (await import('../../ui/json-editor.tsx')).JsonEditor }));

/** Members of Claude Code's managed-settings.json that are used most. */
const WORDS = ['env', 'permissions', 'allow', 'deny', 'ask', 'defaultMode', 'model', 'availableModels', 'hooks'];

const wordsAt = () => WORDS;

export function ClaudeCodeRules() {
  const [chosen, setChosen] = useState('');
  const [newGroup, setNewGroup] = useState('');
  const workspaces = useWorkspaceChoices(true).data?.data ?? [];
  const groups = useClaudeCodeGroups().data?.data ?? [];
  const owner = ownerOf(chosen, newGroup.trim());
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-sm text-ink-soft">
        Claude Code asks for these settings when somebody has signed in with /login, and about once an hour. What a
        workspace says goes over what the organisation says, and what a group says goes over both. Lists of permissions
        are joined, so that nobody lifts what the organisation denies.
      </p>
      <Field label="Settings of">
        {(ids) => (
          <Select {...ids} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">the organisation</option>
            {workspaces.map(({ id, name }) => (
              <option key={id} value={`workspace:${id}`}>
                the workspace {name}
              </option>
            ))}
            {groups.map(({ group }) => (
              <option key={group} value={`group:${group ?? ''}`}>
                the group {group}
              </option>
            ))}
            <option value="new">another group…</option>
          </Select>
        )}
      </Field>
      {chosen === 'new' && (
        <TextField
          label="Name of the group"
          help="As the directory writes it, in any case."
          value={newGroup}
          onChange={setNewGroup}
        />
      )}
      {owner !== null && <OwnedSettings key={JSON.stringify(owner)} owner={owner} />}
    </div>
  );
}

/** null = the group has no name yet. */
function ownerOf(chosen: string, newGroup: string): Owner | null {
  if (chosen === 'new') return newGroup === '' ? null : { group: newGroup };
  const [kind = '', ...rest] = chosen.split(':');
  const name = rest.join(':');
  if (kind === 'workspace') return { workspace_id: name };
  return kind === 'group' ? { group: name } : {};
}

function OwnedSettings({ owner }: { owner: Owner }) {
  const settings = useClaudeCodeSettings(owner);
  if (settings.isPending) return <SkeletonRows rows={4} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return <SettingsOf owner={owner} settings={settings.data} />;
}

function SettingsOf({ owner, settings }: { owner: Owner; settings: ClaudeCodeSettings }) {
  const saved = settings.managed_settings === null ? '' : JSON.stringify(settings.managed_settings, undefined, 2);
  const [text, setText] = useState(saved);
  const [priority, setPriority] = useState(String(settings.priority));
  const update = useUpdateClaudeCode();
  const isGroup = settings.group !== null;
  const managed = parse(text);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (managed === undefined) return;
    update.mutate({ ...owner, managed_settings: managed, ...(isGroup ? { priority: Number(priority) } : {}) });
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={save}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <JsonEditor label="Managed settings" text={saved} onChange={setText} wordsAt={wordsAt} />
      </Suspense>
      <p className="text-xs text-ink-soft">
        {managed === undefined
          ? 'This is no JSON object.'
          : 'As in managed-settings.json. Empty: no settings from here.'}
      </p>
      {isGroup && (
        <TextField
          label="Priority"
          help="Where somebody is in several groups, the higher one wins."
          value={priority}
          onChange={setPriority}
        />
      )}
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
  );
}

/** undefined = it is no object. */
function parse(text: string): Record<string, unknown> | null | undefined {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
