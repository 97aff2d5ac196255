/** What is set of a workspace, new or old. */
import { type ReactNode, useState } from 'react';
import { useConfigsOf } from '../../api/queries/configs.ts';
import { useOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { useGuardrailsOf } from '../../api/queries/guardrails.ts';
import type { Workspace } from '../../api/queries/workspaces.ts';
import { addressesIn } from '../../forms/addresses.ts';
import { type Pair, PairList, toPairs, toRecord } from '../../forms/pair-list.tsx';
import { DollarsField } from '../../forms/simple-limits.tsx';
import { Field, Input, Select, TextArea } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { GuardrailChoice } from './guardrail-choice.tsx';

type Logging = Workspace['defaults']['request_logging'];

export interface WantedWorkspace {
  name: string;
  description: string | null;
  defaults: {
    metadata: Record<string, string>;
    input_guardrails?: string[];
    output_guardrails?: string[];
    user_api_key_config?: string | null;
    /** Absent = as it was. */
    request_logging?: Logging;
  };
}

/** What only a new one is asked for: everything else of it has a page of its own. */
export interface FirstThings {
  /** Empty = made from the name. */
  slug: string;
  /** E-mail addresses. */
  members: string[];
  /** US dollars a month; null = no budget. */
  budget: number | null;
}

interface WorkspaceFormProps {
  /** null = a new one. */
  workspace: Workspace | null;
  busy: boolean;
  error: unknown;
  onSubmit: (wanted: WantedWorkspace, first: FirstThings) => void;
}

export function WorkspaceForm({ workspace, busy, error, onSubmit }: WorkspaceFormProps) {
  const [name, setName] = useState(workspace?.name ?? '');
  const [first, setFirst] = useState({ slug: '', members: '', budget: '' });
  const [description, setDescription] = useState(workspace?.description ?? '');
  const [pairs, setPairs] = useState<readonly Pair[]>(() => toPairs(workspace?.defaults.metadata ?? {}));
  const loggingBefore = workspace?.defaults.request_logging ?? null;
  const [logging, setLogging] = useState<Logging>(loggingBefore);
  const [rules, setRules] = useState<Rules>(() => rulesOf(workspace));
  return (
    <Form
      action={workspace === null ? 'Create the workspace' : 'Save'}
      busy={busy}
      error={error}
      onSubmit={() =>
        onSubmit(
          {
            name: name.trim(),
            description: description.trim() === '' ? null : description.trim(),
            defaults: {
              metadata: toRecord(pairs),
              ...(logging === loggingBefore ? {} : { request_logging: logging }),
              ...(workspace === null ? {} : wantedRules(rules)),
            },
          },
          firstThings(first),
        )
      }
    >
      <Field label="Name" help="The name of the team, for example.">
        {(ids) => (
          <Input {...ids} required maxLength={255} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label="Description" optional>
        {(ids) => <Input {...ids} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      {workspace === null && <FirstFields draft={first} onChange={setFirst} />}
      <PairList
        label="Metadata of every request"
        help="Added to each request of the workspace. It replaces what the key and the request say. Costs are grouped by it."
        pairs={pairs}
        onChange={setPairs}
      />
      <LoggingField value={logging} onChange={setLogging} />
      {workspace !== null && <RuleFields workspaceId={workspace.id} rules={rules} onChange={setRules} />}
    </Form>
  );
}

interface FirstDraft {
  slug: string;
  members: string;
  budget: string;
}

function firstThings({ slug, members, budget }: FirstDraft): FirstThings {
  return {
    slug: slug.trim(),
    members: addressesIn(members),
    budget: budget === '' ? null : Number(budget),
  };
}

function FirstFields({ draft, onChange }: { draft: FirstDraft; onChange: (draft: FirstDraft) => void }) {
  return (
    <>
      <Field label="Slug" optional help="The API knows the workspace by it. Leave it empty to make it from the name.">
        {(ids) => (
          <Input
            {...ids}
            className="font-mono"
            value={draft.slug}
            onChange={(event) => onChange({ ...draft, slug: event.target.value })}
          />
        )}
      </Field>
      <Field label="Members" optional help="E-mail addresses of people of the organisation, separated by commas.">
        {(ids) => (
          <TextArea
            {...ids}
            className="min-h-14!"
            value={draft.members}
            onChange={(event) => onChange({ ...draft, members: event.target.value })}
          />
        )}
      </Field>
      <DollarsField
        help="US dollars. Requests are refused when it is spent. More limits: “Budgets & limits”."
        value={draft.budget}
        onChange={(budget) => onChange({ ...draft, budget })}
      />
    </>
  );
}

function LoggingField({ value, onChange }: { value: Logging; onChange: (value: Logging) => void }) {
  const mayDecide = useOrganisationSettings().data?.workspaces_set_request_logging !== false;
  return (
    <Field
      label="What the log keeps of a request"
      help={mayDecide ? undefined : 'The organisation decides it for all workspaces: Settings, “Log and cache”.'}
    >
      {(ids) => (
        <Select
          {...ids}
          disabled={!mayDecide}
          value={value ?? ''}
          onChange={(event) => onChange((event.target.value || null) as Logging)}
        >
          <option value="">What the organisation says</option>
          <option value="full">The row and the bodies</option>
          <option value="metrics_only">The row without the bodies</option>
        </Select>
      )}
    </Field>
  );
}

interface Rules {
  input: readonly string[];
  output: readonly string[];
  /** Slug; empty = none. */
  config: string;
}

function rulesOf(workspace: Workspace | null): Rules {
  return {
    input: workspace?.defaults.input_guardrails ?? [],
    output: workspace?.defaults.output_guardrails ?? [],
    config: workspace?.defaults.user_api_key_config ?? '',
  };
}

function wantedRules({ input, output, config }: Rules) {
  return {
    input_guardrails: [...input],
    output_guardrails: [...output],
    user_api_key_config: config === '' ? null : config,
  };
}

interface RuleFieldsProps {
  workspaceId: string;
  rules: Rules;
  onChange: (rules: Rules) => void;
}

/** They name things of the workspace, so that a new one has none of them yet. */
function RuleFields({ workspaceId, rules, onChange }: RuleFieldsProps): ReactNode {
  const guardrails = useGuardrailsOf(workspaceId).data?.data ?? [];
  const configs = useConfigsOf(workspaceId).data?.data ?? [];
  const isListed = rules.config === '' || configs.some(({ slug }) => slug === rules.config);
  return (
    <>
      <GuardrailChoice
        label="Guardrails of every request"
        guardrails={guardrails}
        chosen={rules.input}
        onChange={(input) => onChange({ ...rules, input })}
      />
      <GuardrailChoice
        label="Guardrails of every response"
        guardrails={guardrails}
        chosen={rules.output}
        onChange={(output) => onChange({ ...rules, output })}
      />
      <Field label="Config of people’s keys" optional help="For keys of people that name no config themselves.">
        {(ids) => (
          <Select
            {...ids}
            value={rules.config}
            onChange={(event) => onChange({ ...rules, config: event.target.value })}
          >
            <option value="">None: each request names its provider</option>
            {!isListed && <option value={rules.config}>{rules.config}</option>}
            {configs.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name} ({slug})
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  );
}
