/** The gallery: every model with its price, its sizes and the call that uses it. Filters and the open model are in the URL. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useAiProviders, useProviders } from '../../api/queries/integrations.ts';
import { type GalleryFilter, type GalleryModel, useModelGallery } from '../../api/queries/model-gallery.ts';
import { ModelsFrame } from '../../panels/models-frame.tsx';
import { Button } from '../../ui/button.tsx';
import { Input, Select } from '../../ui/field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import type { GallerySearch } from './gallery-search.ts';
import { ModelCard } from './model-card.tsx';
import { ModelDialog } from './model-dialog.tsx';

const KINDS: Readonly<Record<NonNullable<GalleryFilter['kind']>, string>> = {
  messages: 'Conversations',
  embeddings: 'Embeddings',
  images: 'Images',
  speech: 'Speech',
  transcriptions: 'Transcriptions',
  rankings: 'Rankings',
};

const isKind = (text: string | undefined): text is keyof typeof KINDS => text !== undefined && text in KINDS;

export function GalleryPage() {
  const search = useSearch({ from: '/models/gallery' });
  const navigate = useNavigate({ from: '/models/gallery' });
  const set = (changed: GallerySearch): void =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  // The field for the search keeps its own text: a new one is empty before the URL is.
  const [clearings, setClearings] = useState(0);
  const clear = (): void => {
    set({ q: undefined, from: undefined, kind: undefined });
    setClearings(clearings + 1);
  };
  const gallery = useModelGallery(filterOf(search));
  const models = gallery.data?.pages.flatMap(({ data }) => data) ?? [];
  const open = models.find((model) => keyOf(model) === search.model);
  return (
    <ModelsFrame
      title="Model gallery"
      summary="Every model that can be called here: what it costs, what it holds, how to call it."
    >
      <Filters
        key={clearings}
        search={clearings === 0 ? search : { ...search, q: undefined }}
        onChange={set}
        found={gallery.data?.pages[0]?.total}
      />
      {gallery.isPending && <SkeletonRows rows={8} />}
      {gallery.isError && <ErrorState error={gallery.error} onRetry={() => void gallery.refetch()} />}
      {gallery.data !== undefined && models.length === 0 && <NoModels search={search} onChange={set} onClear={clear} />}
      <ul aria-label="Models" className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3">
        {models.map((model) => (
          <li key={keyOf(model)} className="flex">
            <ModelCard model={model} onOpen={() => set({ model: keyOf(model) })} />
          </li>
        ))}
      </ul>
      {gallery.hasNextPage && (
        <Button className="self-center" busy={gallery.isFetchingNextPage} onClick={() => void gallery.fetchNextPage()}>
          Show more
        </Button>
      )}
      {open !== undefined && <ModelDialog model={open} onClose={() => set({ model: undefined })} />}
    </ModelsFrame>
  );
}

const keyOf = ({ service, id }: GalleryModel): string => `${service}/${id}`;

/** `from` is `@slug`, `all`, the id of a service, or nothing: what is connected. */
function filterOf({ q, from, kind }: GallerySearch): GalleryFilter {
  return {
    ...(q === undefined ? {} : { search: q }),
    ...(isKind(kind) ? { kind } : {}),
    ...(from?.startsWith('@') === true ? { provider: from.slice(1) } : {}),
    ...(from === undefined || from.startsWith('@') ? {} : { connected: 'false' as const }),
    ...(from === undefined || from.startsWith('@') || from === 'all' ? {} : { service: from }),
  };
}

interface FiltersProps {
  search: GallerySearch;
  onChange: (changed: GallerySearch) => void;
  found: number | undefined;
}

function Filters({ search, onChange, found }: FiltersProps) {
  const providers = useProviders().data?.data ?? [];
  const services = useAiProviders().data?.data ?? [];
  return (
    <div role="search" className="flex flex-wrap items-center gap-2">
      <SearchField value={search.q ?? ''} onChange={(q) => onChange({ q: q === '' ? undefined : q })} />
      <Select
        aria-label="Provider"
        className="w-auto! max-w-64 min-w-40 flex-1 sm:flex-none"
        value={search.from ?? ''}
        onChange={(event) => onChange({ from: event.target.value || undefined })}
      >
        <option value="">All connected providers</option>
        {providers.map(({ slug }) => (
          <option key={slug} value={`@${slug}`}>
            @{slug}
          </option>
        ))}
        <option value="all">Every service, connected or not</option>
        <optgroup label="One service">
          {services.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </optgroup>
      </Select>
      <Select
        aria-label="What it makes"
        className="w-auto! min-w-36 flex-1 sm:flex-none"
        value={isKind(search.kind) ? search.kind : ''}
        onChange={(event) => onChange({ kind: event.target.value || undefined })}
      >
        <option value="">Anything</option>
        {Object.entries(KINDS).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </Select>
      <p role="status" className="figures text-sm text-ink-soft">
        {found === undefined ? '' : `${found.toLocaleString('en-US')} ${found === 1 ? 'model' : 'models'}`}
      </p>
    </div>
  );
}

/** Keeps what is typed itself: the URL follows a moment later. */
function SearchField({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <Input
      type="search"
      aria-label="Find a model"
      placeholder="sonnet 4.5, claude-haiku-4-5@20251001, …"
      className="sm:w-80!"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(event.target.value.trim());
      }}
    />
  );
}

function NoModels({ search, onChange, onClear }: Pick<FiltersProps, 'search' | 'onChange'> & { onClear: () => void }) {
  if (search.from === undefined && search.q === undefined && search.kind === undefined) {
    return (
      <EmptyState
        title="No model can be called yet"
        action={
          <>
            <Link to="/models">
              <Button look="primary">Connect a provider</Button>
            </Link>
            <Button onClick={() => onChange({ from: 'all' })}>Look at every service</Button>
          </>
        }
      >
        A model is here as soon as a provider of its service is connected.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No model is like this"
      action={
        <>
          {search.from !== 'all' && <Button onClick={() => onChange({ from: 'all' })}>Look in every service</Button>}
          <Button onClick={onClear}>Clear the filter</Button>
        </>
      }
    >
      A request may still name it: what the catalog does not know is sent as it is, without a price.
    </EmptyState>
  );
}
