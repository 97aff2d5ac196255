/** Which models of an integration may be called, with limits and prices; own models and own prices are added here. */
import { Plus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import {
  type IntegrationModel,
  useDeleteIntegrationModel,
  useIntegrationModels,
  useUpdateIntegrationModels,
} from '../../api/queries/integrations.ts';
import { useHolds } from '../../api/queries/session.ts';
import { formatUnitPrice } from '../../format/money.ts';
import { formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { ModelDialog } from './model-form.tsx';

export function ModelTable({ slug }: { slug: string }) {
  const models = useIntegrationModels(slug);
  const update = useUpdateIntegrationModels();
  const mayOfAll = useHolds('organisation_integrations.update');
  const mayOfOne = useHolds('workspace_integrations.update');
  const [filter, setFilter] = useState('');
  const sought = useDeferredValue(filter).trim().toLowerCase();
  const [edited, setEdited] = useState<IntegrationModel | 'new' | null>(null);
  if (models.isPending) return <SkeletonRows rows={8} />;
  if (models.isError) return <ErrorState error={models.error} onRetry={() => void models.refetch()} />;
  const mayChange = mayOfAll || mayOfOne;
  const { allow_all_models: allowAll, models: all } = models.data;
  const shown = all.filter(({ slug: id, name }) => `${id} ${name}`.toLowerCase().includes(sought));
  return (
    <div className="-m-4">
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b p-3">
        <Input
          aria-label="Find a model"
          placeholder="Find a model"
          className="max-w-64"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            checked={allowAll}
            disabled={!mayChange || update.isPending}
            onChange={(event) => update.mutate({ slug, allow_all_models: event.target.checked, models: [] })}
          />
          Models that are not listed may be called too
        </label>
        <div className="flex-1" />
        {mayChange && (
          <Button icon={<Plus aria-hidden />} onClick={() => setEdited('new')}>
            Add a model
          </Button>
        )}
      </div>
      {update.isError && <ErrorState error={update.error} />}
      {shown.length === 0 ? (
        <EmptyState title="No model is like this">
          {all.length === 0
            ? 'The catalog lists no model of this service. Requests may name any; add those that have a price of their own.'
            : 'Try a shorter part of its name.'}
        </EmptyState>
      ) : (
        <Table
          label="Models"
          rows={shown}
          rowId={({ slug: id }) => id}
          columns={columnsOf({
            mayChange,
            isBusy: update.isPending,
            onToggle: (model, enabled) => update.mutate({ slug, models: [{ ...wanted(model), enabled }] }),
            onEdit: setEdited,
            slug,
          })}
        />
      )}
      {edited !== null && (
        <ModelDialog slug={slug} model={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </div>
  );
}

/** As the API takes a model. */
function wanted(model: IntegrationModel) {
  const { slug, is_custom, is_finetune, base_model_slug, configurations, pricing_config, enabled } = model;
  return { slug, is_custom, is_finetune, base_model_slug, configurations, pricing_config, enabled };
}

interface Actions {
  slug: string;
  mayChange: boolean;
  isBusy: boolean;
  onToggle: (model: IntegrationModel, enabled: boolean) => void;
  onEdit: (model: IntegrationModel) => void;
}

function columnsOf({ slug, mayChange, isBusy, onToggle, onEdit }: Actions): Column<IntegrationModel>[] {
  const priced = (name: 'request_token' | 'response_token' | 'cache_read_input_token') => (model: IntegrationModel) => (
    <Price model={model} name={name} />
  );
  return [
    {
      id: 'name',
      title: 'Model',
      cell: (model) => (
        <div className="flex min-w-0 flex-col">
          <span className="flex items-center gap-2">
            <span className="foreign-text font-medium">{model.name}</span>
            {model.is_custom === true && <Badge tone="accent">custom</Badge>}
            {model.published?.makes === 'embeddings' && <Badge>embeddings</Badge>}
          </span>
          <code className="foreign-text font-mono text-xs text-ink-soft">{model.slug}</code>
        </div>
      ),
    },
    {
      id: 'enabled',
      title: 'May be called',
      cell: (model) => (
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            aria-label={`${model.slug} may be called`}
            checked={model.enabled}
            disabled={!mayChange || isBusy}
            onChange={(event) => onToggle(model, event.target.checked)}
          />
          {model.enabled ? 'yes' : 'no'}
        </label>
      ),
    },
    { id: 'input', title: 'Input / M', numeric: true, cell: priced('request_token') },
    { id: 'cached', title: 'Cached / M', numeric: true, cell: priced('cache_read_input_token') },
    { id: 'output', title: 'Output / M', numeric: true, cell: priced('response_token') },
    {
      id: 'context',
      title: 'Context',
      numeric: true,
      cell: ({ published }) => formatCount(published?.context_window),
    },
    {
      id: 'limit',
      title: 'Longest answer',
      numeric: true,
      cell: ({ published }) => formatCount(published?.max_output_tokens),
    },
    {
      id: 'actions',
      title: 'Actions',
      cell: (model) =>
        mayChange && (
          <>
            <Button look="quiet" aria-label={`Edit ${model.slug}`} onClick={() => onEdit(model)}>
              Edit
            </Button>
            {model.is_custom === true && <RemoveModel slug={slug} model={model.slug} />}
          </>
        ),
    },
  ];
}

function RemoveModel({ slug, model }: { slug: string; model: string }) {
  const remove = useDeleteIntegrationModel();
  return (
    <Button
      look="quiet"
      aria-label={`Remove ${model}`}
      busy={remove.isPending}
      onClick={() => remove.mutate({ slug, slugs: model })}
    >
      Remove
    </Button>
  );
}

const MILLION = 1_000_000;

type PriceName = 'request_token' | 'response_token' | 'cache_read_input_token';

function Price({ model, name }: { model: IntegrationModel; name: PriceName }) {
  const own = model.pricing_config?.pay_as_you_go[name];
  const cents = (own ?? model.published?.pricing_config?.pay_as_you_go[name])?.price;
  if (cents === undefined) return <span className="text-ink-soft">—</span>;
  if (own === undefined) return formatUnitPrice(cents, MILLION);
  return (
    <span className="inline-flex items-center gap-1" title="A price of your own">
      {formatUnitPrice(cents, MILLION)}
      <Badge tone="accent">own</Badge>
    </span>
  );
}
