/** API keys: who may call the gateway, and with which powers. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type ApiKey, useApiKeys, useCreateApiKey, useDeleteApiKey } from '../../api/queries/api-keys.ts';
import { useConfigs } from '../../api/queries/configs.ts';
import { formatAgo, formatUtc } from '../../format/moments.ts';
import { KeyOnce, NewKeyForm } from '../../forms/new-key-form.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';

const TYPE_NAMES: Record<ApiKey['type'], string> = {
  'organisation-service': 'Admin',
  'workspace-service': 'Service',
  'workspace-user': 'Person',
};

export function ApiKeysPage() {
  const keys = useApiKeys();
  const [isCreating, setCreating] = useState(false);
  const [doomed, setDoomed] = useState<ApiKey | null>(null);
  return (
    <Page
      title="API keys"
      summary="Developers and services call the gateway with these in place of a provider’s credentials."
      actions={
        <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
          Create a key
        </Button>
      }
    >
      <Card>
        {keys.isPending ? (
          <SkeletonRows rows={6} />
        ) : keys.isError ? (
          <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
        ) : keys.data.data.length === 0 ? (
          <EmptyState
            title="No keys yet"
            action={<Button onClick={() => setCreating(true)}>Create the first one</Button>}
          >
            A key is shown once when it is made. Hand it to a developer with the Claude Code settings.
          </EmptyState>
        ) : (
          <Table label="API keys" rows={keys.data.data} rowId={({ id }) => id} columns={columnsOf(setDoomed)} />
        )}
      </Card>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {doomed !== null && <DeleteKey apiKey={doomed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}

function columnsOf(onDelete: (key: ApiKey) => void): Column<ApiKey>[] {
  return [
    { id: 'name', title: 'Name', cell: ({ name }) => <span className="foreign-text font-medium">{name}</span> },
    { id: 'key', title: 'Key', cell: ({ key }) => <code className="font-mono text-xs">{key}</code> },
    { id: 'type', title: 'Kind', cell: ({ type }) => <Badge>{TYPE_NAMES[type]}</Badge> },
    {
      id: 'scopes',
      title: 'May',
      cell: ({ scopes }) => (
        <span title={scopes.join('\n')} className="text-ink-soft">
          {scopes.length <= 2 ? scopes.join(', ') : `${scopes.slice(0, 2).join(', ')} and ${scopes.length - 2} more`}
        </span>
      ),
    },
    {
      id: 'metadata',
      title: 'Metadata',
      cell: ({ defaults }) => (
        <span className="flex flex-wrap gap-1">
          {Object.entries(defaults.metadata).map(([name, value]) => (
            <Badge key={name}>{`${name}: ${value}`}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: 'expires',
      title: 'Expires',
      cell: ({ expires_at: expires }) =>
        expires === null ? 'never' : <time title={formatUtc(expires)}>{formatAgo(expires)}</time>,
    },
    {
      id: 'created',
      title: 'Created',
      cell: ({ created_at: created }) => <time title={formatUtc(created)}>{formatAgo(created)}</time>,
    },
    {
      id: 'actions',
      title: 'Actions',
      cell: (key) => (
        <Button look="quiet" aria-label={`Delete ${key.name}`} onClick={() => onDelete(key)}>
          Delete
        </Button>
      ),
    },
  ];
}

function CreateKey({ onClose }: { onClose: () => void }) {
  const create = useCreateApiKey();
  const configs = useConfigs().data?.data ?? [];
  const isMade = create.data !== undefined;
  return (
    <Dialog open onOpenChange={(open) => open || isMade || onClose()} title={isMade ? 'The new key' : 'Create a key'}>
      {create.data === undefined ? (
        <NewKeyForm
          configs={configs}
          busy={create.isPending}
          error={create.error}
          onSubmit={(key) => create.mutate(key)}
        />
      ) : (
        <KeyOnce secret={create.data.key} onStored={onClose} />
      )}
    </Dialog>
  );
}

function DeleteKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const remove = useDeleteApiKey();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this key"
      consequence="Requests with it are refused at once. It cannot be brought back."
      name={apiKey.name}
      action="Delete the key"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(apiKey.id, { onSuccess: onClose })}
    />
  );
}
