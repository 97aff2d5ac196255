/** Models and providers: what the gateway is connected to. */
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import {
  type Integration,
  type Provider,
  useAiProviders,
  useDeleteIntegration,
  useIntegrations,
  useProviders,
} from '../../api/queries/integrations.ts';
import { useTestProvider } from '../../api/queries/provider-test.ts';
import { useHoldsSome } from '../../api/queries/session.ts';
import { useTemporaryKey } from '../../api/queries/temporary-key.ts';
import { ConnectProvider, TestOutcome } from '../../forms/connect-provider.tsx';
import { ProviderMark } from '../../panels/provider-mark.tsx';
import { Ago } from '../../ui/ago.tsx';
import { ModelsFrame } from '../../panels/models-frame.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Card } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

const CONNECTS = ['organisation_integrations.create', 'workspace_integrations.create'] as const;
const DELETES = ['organisation_integrations.delete', 'workspace_integrations.delete'] as const;

export function ModelsPage() {
  const [isConnecting, setConnecting] = useState(false);
  const mayConnect = useHoldsSome(CONNECTS);
  return (
    <ModelsFrame
      title="Models"
      summary="Providers that requests can name, and the stored credentials behind them."
      actions={
        mayConnect && (
          <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setConnecting(true)}>
            Connect a provider
          </Button>
        )
      }
    >
      <Providers onConnect={mayConnect ? () => setConnecting(true) : null} />
      <Integrations />
      {isConnecting && (
        <Dialog open onOpenChange={(open) => open || setConnecting(false)} title="Connect a provider">
          <ConnectProvider onDone={() => setConnecting(false)} />
        </Dialog>
      )}
    </ModelsFrame>
  );
}

function Providers({ onConnect }: { onConnect: (() => void) | null }) {
  const providers = useProviders();
  const integrations = useIntegrations().data?.data ?? [];
  const mayTest = useTemporaryKey() !== null;
  const [tested, setTested] = useState<Provider | null>(null);
  if (providers.isPending) return <SkeletonRows rows={3} />;
  if (providers.isError) return <ErrorState error={providers.error} onRetry={() => void providers.refetch()} />;
  const nameOf = (id: string): string => integrations.find((one) => one.id === id)?.name ?? id;
  return (
    <Card title="Providers">
      {providers.data.data.length === 0 ? (
        <EmptyState
          title="Nothing is connected"
          action={onConnect !== null && <Button onClick={onConnect}>Connect a provider</Button>}
        >
          A provider is a name such as @vertex-prod that requests and configs use. It stands for stored credentials.
        </EmptyState>
      ) : (
        <Table
          label="Providers"
          rows={providers.data.data}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'slug',
              title: 'Provider',
              cell: ({ slug }) => <code className="foreign-text font-mono text-xs font-medium">@{slug}</code>,
            },
            { id: 'name', title: 'Name', cell: ({ name }) => <span className="foreign-text">{name}</span> },
            {
              id: 'integration',
              title: 'Integration',
              cell: ({ integration_id: id }) => <span className="foreign-text">{nameOf(id)}</span>,
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
              cell: (provider) =>
                mayTest && (
                  <Button look="quiet" onClick={() => setTested(provider)} aria-label={`Test ${provider.slug}`}>
                    Test
                  </Button>
                ),
            },
          ]}
        />
      )}
      {tested !== null && <TestDialog slug={tested.slug} onClose={() => setTested(null)} />}
    </Card>
  );
}

function TestDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const [model, setModel] = useState('claude-haiku-4-5');
  const test = useTestProvider();
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Test @${slug}`}
      description="Asks a model one short question, through the gateway."
    >
      <Form
        action="Ask"
        busy={test.isPending}
        error={test.error}
        onSubmit={() => test.mutate({ slug, model: model.trim() })}
      >
        <Field label="Model">
          {(ids) => (
            <Input
              {...ids}
              required
              className="font-mono"
              value={model}
              onChange={(event) => setModel(event.target.value)}
            />
          )}
        </Field>
        {test.data !== undefined && <TestOutcome slug={slug} {...test.data} />}
      </Form>
    </Dialog>
  );
}

function Integrations() {
  const integrations = useIntegrations();
  const services = useAiProviders().data?.data ?? [];
  const [doomed, setDoomed] = useState<Integration | null>(null);
  const mayDelete = useHoldsSome(DELETES);
  const remove = useDeleteIntegration();
  if (integrations.isError)
    return <ErrorState error={integrations.error} onRetry={() => void integrations.refetch()} />;
  if (integrations.data === undefined || integrations.data.data.length === 0) return null;
  return (
    <Card title="Integrations: stored credentials, their models and prices">
      <Table
        label="Integrations"
        rows={integrations.data.data}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: ({ name, slug }) => (
              <Link
                to="/models/integrations/$slug"
                params={{ slug }}
                className="foreign-text font-medium text-accent hover:underline"
              >
                {name}
              </Link>
            ),
          },
          {
            id: 'slug',
            title: 'Slug',
            cell: ({ slug }) => <code className="foreign-text font-mono text-xs">{slug}</code>,
          },
          {
            id: 'service',
            title: 'Service',
            cell: ({ ai_provider_id: id }) => (
              <span className="flex items-center gap-1.5">
                <ProviderMark id={id} />
                {services.find((service) => service.id === id)?.name ?? id}
              </span>
            ),
          },
          {
            id: 'updated',
            title: 'Changed',
            cell: ({ last_updated_at: at }) => <Ago at={at} />,
          },
          {
            id: 'actions',
            title: 'Actions',
            cell: (integration) =>
              mayDelete && (
                <Button look="quiet" aria-label={`Delete ${integration.name}`} onClick={() => setDoomed(integration)}>
                  Delete
                </Button>
              ),
          },
        ]}
      />
      {doomed !== null && (
        <ConfirmByName
          open
          onOpenChange={(open) => open || setDoomed(null)}
          title="Delete this integration"
          consequence="Its credentials are removed, and the providers that use them stop working at once."
          name={doomed.slug}
          action="Delete the integration"
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(doomed.slug, { onSuccess: () => setDoomed(null) })}
        />
      )}
    </Card>
  );
}
