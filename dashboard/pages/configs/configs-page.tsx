/** Configs: where requests go, saved under a name that keys and requests use. */
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useConfigs, useCreateConfig } from '../../api/queries/configs.ts';
import { useProviders } from '../../api/queries/integrations.ts';
import { DefaultWorkspaceNote } from '../../panels/default-workspace-note.tsx';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { STARTING_POINTS } from './starting-points.ts';

export function ConfigsPage() {
  const configs = useConfigs();
  const [isCreating, setCreating] = useState(false);
  return (
    <Page
      title="Configs"
      summary="Fallbacks, load balancing, retries and conditions, saved under a name."
      actions={
        <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
          Create a config
        </Button>
      }
    >
      <DefaultWorkspaceNote what="configs" />
      <Card>
        {configs.isPending ? (
          <SkeletonRows rows={5} />
        ) : configs.isError ? (
          <ErrorState error={configs.error} onRetry={() => void configs.refetch()} />
        ) : configs.data.data.length === 0 ? (
          <EmptyState
            title="No configs yet"
            action={<Button onClick={() => setCreating(true)}>Create the first one</Button>}
          >
            With a config a request survives the outage of a region or a provider. Give it to a key as its default, and
            developers change nothing.
          </EmptyState>
        ) : (
          <Table
            label="Configs"
            rows={configs.data.data}
            rowId={({ id }) => id}
            columns={[
              {
                id: 'name',
                title: 'Name',
                sort: ({ name }) => name,
                cell: ({ slug, name }) => (
                  <Link
                    to="/configs/$slug"
                    params={{ slug }}
                    className="foreign-text font-medium text-accent underline"
                  >
                    {name}
                  </Link>
                ),
              },
              {
                id: 'slug',
                title: 'Slug',
                sort: ({ slug }) => slug,
                cell: ({ slug }) => <code className="foreign-text font-mono text-xs">{slug}</code>,
              },
              {
                id: 'updated',
                title: 'Changed',
                sort: ({ last_updated_at: at }) => at,
                cell: ({ last_updated_at: at }) => <Ago at={at} />,
              },
            ]}
          />
        )}
      </Card>
      {isCreating && <CreateConfig onClose={() => setCreating(false)} />}
    </Page>
  );
}

function CreateConfig({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState('single');
  const create = useCreateConfig();
  const navigate = useNavigate();
  const slugs = useProviders().data?.data.map(({ slug }) => slug) ?? [];
  const submit = (): void =>
    create.mutate(
      { name: name.trim(), config: STARTING_POINTS[kind]?.build(slugs) ?? {} },
      { onSuccess: ({ data }) => void navigate({ to: '/configs/$slug', params: { slug: data.slug } }) },
    );
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Create a config">
      <Form action="Create and edit" busy={create.isPending} error={create.error} onSubmit={submit}>
        <Field label="Name">
          {(ids) => <Input {...ids} required value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Begin with" help="You can change all of it afterwards.">
          {(ids) => (
            <Select {...ids} value={kind} onChange={(event) => setKind(event.target.value)}>
              {Object.entries(STARTING_POINTS).map(([id, { label }]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </Form>
    </Dialog>
  );
}
