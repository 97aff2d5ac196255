/** The providers that use an integration: names by which requests reach it. */
import { useState } from 'react';
import {
  type IntegrationDetail,
  type Provider,
  useCreateProvider,
  useDeleteProvider,
  useProviders,
} from '../../api/queries/integrations.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { EditProvider } from './edit-provider.tsx';

export function ProviderTable({ integration }: { integration: IntegrationDetail }) {
  const providers = useProviders();
  const mayDelete = useHolds('providers.delete');
  const mayUpdate = useHolds('providers.update');
  const [doomed, setDoomed] = useState<Provider | null>(null);
  const [edited, setEdited] = useState<Provider | null>(null);
  if (providers.isPending) return <SkeletonRows rows={3} />;
  if (providers.isError) return <ErrorState error={providers.error} onRetry={() => void providers.refetch()} />;
  const own = providers.data.data.filter(({ integration_id: id }) => id === integration.id);
  return (
    <div className="-m-4">
      <AddProvider integration={integration} />
      {own.length === 0 ? (
        <EmptyState title="No provider uses it here">Requests reach an integration by a provider’s name.</EmptyState>
      ) : (
        <Table
          label="Providers of the integration"
          rows={own}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'slug',
              title: 'Provider',
              cell: ({ slug }) => <code className="foreign-text font-mono text-xs font-medium">@{slug}</code>,
            },
            {
              id: 'name',
              title: 'Name',
              cell: ({ name, note }) => (
                <span className="flex flex-col">
                  <span className="foreign-text">{name}</span>
                  {note !== null && <span className="foreign-text text-xs text-ink-soft">{note}</span>}
                </span>
              ),
            },
            {
              id: 'status',
              title: 'State',
              cell: ({ status }) => <Badge tone={status === 'active' ? 'ok' : 'warn'}>{status}</Badge>,
            },
            {
              id: 'created',
              title: 'Created',
              cell: ({ created_at: at }) => <Ago at={at} />,
            },
            {
              id: 'actions',
              title: 'Actions',
              cell: (provider) => (
                <>
                  {mayUpdate && (
                    <Button look="quiet" aria-label={`Edit ${provider.slug}`} onClick={() => setEdited(provider)}>
                      Edit
                    </Button>
                  )}
                  {mayDelete && (
                    <Button look="quiet" aria-label={`Delete ${provider.slug}`} onClick={() => setDoomed(provider)}>
                      Delete
                    </Button>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      {edited !== null && <EditProvider provider={edited} onClose={() => setEdited(null)} />}
      {doomed !== null && <DeleteProvider provider={doomed} onClose={() => setDoomed(null)} />}
    </div>
  );
}

function AddProvider({ integration }: { integration: IntegrationDetail }) {
  const mayCreate = useHolds('providers.create');
  const create = useCreateProvider();
  const [slug, setSlug] = useState('');
  if (!mayCreate) return null;
  return (
    <form
      className="flex flex-wrap items-end gap-2 border-b p-3"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(
          { name: slug.trim(), slug: slug.trim(), integration_id: integration.id },
          { onSuccess: () => setSlug('') },
        );
      }}
    >
      <div className="w-72">
        <Field label="Add a provider" help="A name such as vertex-batch; requests write @vertex-batch.">
          {(ids) => (
            <Input
              {...ids}
              required
              className="font-mono"
              placeholder="vertex-batch"
              value={slug}
              onChange={(event) => setSlug(event.target.value)}
            />
          )}
        </Field>
      </div>
      <Button type="submit" busy={create.isPending} className="mb-5">
        Add
      </Button>
      {create.isError && <p className="mb-6 text-xs text-bad">{create.error.message}</p>}
    </form>
  );
}

function DeleteProvider({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const remove = useDeleteProvider();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this provider"
      consequence="Requests and configs that name it are refused at once. The credentials stay."
      name={provider.slug}
      action="Delete the provider"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ slug: provider.slug }, { onSuccess: onClose })}
    />
  );
}
