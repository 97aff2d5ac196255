/** One integration: its credentials, who may use it, and which of its models may be called at which price. */
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { type IntegrationDetail, useAiProviders, useIntegration } from '../../api/queries/integrations.ts';
import { useHolds } from '../../api/queries/session.ts';
import { FailedPage } from '../../panels/failed-page.tsx';
import { ProviderMark } from '../../panels/provider-mark.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { type Tab, Tabs } from '../../ui/tabs.tsx';
import { CredentialsForm } from './credentials-form.tsx';
import { ModelTable } from './model-table.tsx';
import { ProviderTable } from './provider-table.tsx';
import { WorkspaceAccess } from './workspace-access.tsx';

export function IntegrationPage() {
  const { slug } = useParams({ from: '/models/integrations/$slug' });
  const integration = useIntegration(slug);
  if (integration.isPending) return <SkeletonRows rows={8} />;
  if (integration.isError) {
    const retry = (): void => void integration.refetch();
    return <FailedPage title={slug} to="/models" list="Models" error={integration.error} onRetry={retry} />;
  }
  return <Integration integration={integration.data} />;
}

function Integration({ integration }: { integration: IntegrationDetail }) {
  const services = useAiProviders().data?.data ?? [];
  const mayShare = useHolds('organisation_integrations.read');
  const [tab, setTab] = useState('models');
  const service = services.find(({ id }) => id === integration.ai_provider_id);
  const tabs: Tab[] = [
    { id: 'models', label: 'Models and prices', content: <ModelTable slug={integration.slug} /> },
    ...(mayShare && integration.workspace_id === null
      ? [
          {
            id: 'workspaces',
            label: 'Workspaces',
            content: <WorkspaceAccess id={integration.id} slug={integration.slug} />,
          },
        ]
      : []),
    { id: 'providers', label: 'Providers', content: <ProviderTable integration={integration} /> },
    {
      id: 'credentials',
      label: 'Credentials',
      content:
        service === undefined ? (
          <SkeletonRows rows={4} />
        ) : (
          <CredentialsForm key={integration.last_updated_at} integration={integration} service={service} />
        ),
    },
  ];
  return (
    <Page
      title={integration.name}
      summary={
        <span className="flex flex-wrap items-center gap-2">
          <Link to="/models" className="inline-flex items-center gap-1 text-accent hover:underline">
            <ArrowLeft aria-hidden className="size-4" /> Models
          </Link>
          <code className="foreign-text font-mono text-xs">{integration.slug}</code>
          <span className="inline-flex items-center gap-1.5">
            <ProviderMark id={integration.ai_provider_id} />
            {service?.name ?? integration.ai_provider_id}
          </span>
          <Badge>{integration.workspace_id === null ? 'of the organisation' : 'of one workspace'}</Badge>
        </span>
      }
    >
      <Card>
        <Tabs label="Integration" tabs={tabs} value={tab} onChange={setTab} />
      </Card>
    </Page>
  );
}
