/** What a new key can be given beside its name and purpose: whose it is, its limits, its life and each power. */
import { useUsers } from '../api/queries/people.ts';
import { useWorkspaces } from '../api/queries/workspaces.ts';
import { useHolds } from '../api/queries/session.ts';
import { Field, Select, TextField } from '../ui/field.tsx';
import { type LifeDraft, LifeFields, NEW_LIFE } from './key-life.tsx';
import { ScopeMatrix } from './scope-matrix.tsx';
import { DollarsField, PerMinuteField } from './simple-limits.tsx';
import { WorkspaceField } from './workspace-field.tsx';

export interface MoreDraft extends LifeDraft {
  description: string;
  /** Id; empty = the chosen workspace, or the default one. */
  workspace: string;
  /** Id of a person; empty = a service. */
  person: string;
  /** US dollars a month; empty = no budget. */
  budget: string;
  /** Requests; empty = no limit. */
  perMinute: string;
  /** null = those of the purpose. */
  scopes: readonly string[] | null;
}

export const NOTHING_MORE: MoreDraft = {
  ...NEW_LIFE,
  description: '',
  workspace: '',
  person: '',
  budget: '',
  perMinute: '',
  scopes: null,
};

interface MoreFieldsProps {
  draft: MoreDraft;
  change: (part: Partial<MoreDraft>) => void;
  /** `admin`: of the organisation. `own`: for oneself. */
  kind: 'admin' | 'workspace' | 'own';
  /** Of the purpose; null = every one that can be given. */
  usualScopes: readonly string[] | null;
}

export function MoreFields({ draft, change, kind, usualScopes }: MoreFieldsProps) {
  const isPersons = kind === 'own' || draft.person !== '';
  const type = kind === 'admin' ? 'organisation-service' : isPersons ? 'workspace-user' : 'workspace-service';
  return (
    <details className="rounded-md border px-3 py-2">
      <summary className="cursor-pointer text-sm font-medium">
        {kind === 'workspace' ? 'Person, workspace, limits, rotation, scopes' : 'Limits, rotation, scopes'}
      </summary>
      <div className="flex flex-col gap-4 pt-3">
        <TextField
          optional
          label="Description"
          value={draft.description}
          onChange={(description) => change({ description })}
        />
        {kind === 'workspace' && <OwnerFields draft={draft} change={change} />}
        <LimitFields draft={draft} change={change} />
        <LifeFields draft={draft} change={change} />
        {(draft.scopes !== null || usualScopes !== null) && (
          <ScopeMatrix
            type={type}
            chosen={draft.scopes ?? usualScopes ?? []}
            onChange={(scopes) => change({ scopes })}
          />
        )}
      </div>
    </details>
  );
}

type PartProps = Pick<MoreFieldsProps, 'draft' | 'change'>;

function OwnerFields({ draft, change }: PartProps) {
  const maySeeAll = useHolds('workspaces.list');
  const workspaces = useWorkspaces(maySeeAll).data?.data ?? [];
  const people = useUsers().data?.data ?? [];
  return (
    <div className="grid gap-3 min-[600px]:grid-cols-2">
      {workspaces.length > 0 && (
        <WorkspaceField
          help="Its providers, configs and limits hold for the key."
          none="The chosen one, or the default one"
          workspaces={workspaces}
          value={draft.workspace}
          onChange={(workspace) => change({ workspace })}
        />
      )}
      {people.length > 0 && (
        <Field label="Person" help="A member of the workspace. Requests and costs are shown as theirs.">
          {(ids) => (
            <Select {...ids} value={draft.person} onChange={(event) => change({ person: event.target.value })}>
              <option value="">Nobody: the key of a service</option>
              {people.map(({ id, email }) => (
                <option key={id} value={id}>
                  {email}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </div>
  );
}

function LimitFields({ draft, change }: PartProps) {
  return (
    <div className="grid gap-3 min-[600px]:grid-cols-2">
      <DollarsField
        help="US dollars. More limits: “Budgets & limits”."
        value={draft.budget}
        onChange={(budget) => change({ budget })}
      />
      <PerMinuteField value={draft.perMinute} onChange={(perMinute) => change({ perMinute })} />
    </div>
  );
}
