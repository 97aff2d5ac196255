/** All that is known of one model, and the calls that use it, ready to be pasted. */
import { useState, type ReactNode } from 'react';
import type { GalleryModel } from '../../api/queries/model-gallery.ts';
import { SnippetTabs } from '../../forms/snippet-tabs.tsx';
import { formatExactly } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { Table } from '../../ui/table.tsx';
import { priceLines } from './priced.ts';

type Offer = GalleryModel['offers'][number];

export function ModelDialog({ model, onClose }: { model: GalleryModel; onClose: () => void }) {
  const callable = model.offers.filter(({ enabled }) => enabled);
  const [slug, setSlug] = useState(callable[0]?.provider ?? null);
  const offer = callable.find(({ provider }) => provider === slug);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={model.name} description={model.service_name} wide>
      <div className="flex flex-col gap-6">
        <Facts model={model} offer={offer} />
        {callable.length > 1 && (
          <Select
            aria-label="Provider of this model"
            className="max-w-80"
            value={slug ?? ''}
            onChange={(event) => setSlug(event.target.value)}
          >
            {callable.map(({ provider, provider_name: name }) => (
              <option key={provider} value={provider}>
                @{provider} — {name}
              </option>
            ))}
          </Select>
        )}
        <Prices model={model} offer={offer} />
        <Calls model={model} offer={offer} />
      </div>
    </Dialog>
  );
}

function Facts({ model, offer }: { model: GalleryModel; offer: Offer | undefined }) {
  const name = offer?.model ?? model.id;
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2 text-sm">
      <Fact name="Name in requests">
        <span className="flex items-center gap-1">
          <code className="foreign-text font-mono text-xs">{name}</code>
          <CopyButton text={name} label="Copy the name" />
        </span>
      </Fact>
      {model.also_known_as.length > 0 && (
        <Fact name="Also known as">
          <code className="foreign-text font-mono text-xs">{model.also_known_as.join(', ')}</code>
        </Fact>
      )}
      <Fact name="Context">{tokens(model.context_window)}</Fact>
      <Fact name="Longest answer">{tokens(model.max_output_tokens)}</Fact>
      <Fact name="Reads">{listed(model.modalities)}</Fact>
      <Fact name="Can">{listed(model.capabilities)}</Fact>
      <Fact name="Ends">
        {model.deprecation_date === null ? 'No end is announced' : <Badge tone="warn">{model.deprecation_date}</Badge>}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

const tokens = (count: number | null): string => (count === null ? 'not known' : `${formatExactly(count)} tokens`);
const listed = (words: readonly string[]): string => (words.length === 0 ? 'not known' : words.join(', '));

function Prices({ model, offer }: { model: GalleryModel; offer: Offer | undefined }) {
  const own = offer?.prices ?? null;
  const lines = priceLines(own ?? model.prices);
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex items-center gap-2 text-sm font-semibold">
        Price {own !== null && <Badge tone="accent">your own</Badge>}
      </h3>
      {lines.length === 0 ? (
        <p className="text-sm text-ink-soft">
          No price is published. Its requests are logged as unpriced, not as free.
        </p>
      ) : (
        <div className="rounded-md border">
          <Table
            label="Prices"
            rows={lines}
            rowId={({ names }) => names.join()}
            columns={[
              { id: 'what', title: 'Billed', cell: ({ names }) => names.join(', ') },
              {
                id: 'price',
                title: 'Price',
                cell: ({ price, unit, above }) => (
                  <span className="figures">
                    {price} <span className="text-ink-soft">a {unit}</span>
                    {above !== null && <span className="block text-xs text-ink-soft">{above}</span>}
                  </span>
                ),
              },
            ]}
          />
        </div>
      )}
      <PriceSources model={model} isOwn={own !== null} />
      {model.adjustments.length > 0 && (
        <p className="text-xs text-ink-soft">
          Tokens cost otherwise on these terms:{' '}
          {model.adjustments
            .map(({ label, percent }) => `${label} ${percent === null ? 'without a published price' : `${percent} %`}`)
            .join(', ')}
          .
        </p>
      )}
    </section>
  );
}

/** Which published lists say so, and which say something else. */
function PriceSources({ model, isOwn }: { model: GalleryModel; isOwn: boolean }) {
  const { prices, price_sources: sources, other_prices: others } = model;
  if (isOwn) return <p className="text-xs text-ink-soft">Set on the integration, in place of the published prices.</p>;
  if (prices.length === 0) return null;
  return (
    <div className="flex flex-col gap-1 text-xs text-ink-soft">
      <p>
        {sources.length === 0
          ? 'Source: the price book of this release (docs/reference/prices.md), or an import.'
          : `Source: ${sources.join(', ')}.`}
      </p>
      {others.map(({ source, prices: different }) => (
        <p key={source}>
          {source} has other prices:{' '}
          {priceLines(different)
            .map(({ names, price, unit }) => `${names.join(', ')} ${price} a ${unit}`)
            .join('; ')}
          .
        </p>
      ))}
    </div>
  );
}

/** A key is shown only once, when it is made. */
const KEY = 'YOUR_API_KEY';

function Calls({ model, offer }: { model: GalleryModel; offer: Offer | undefined }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-sm font-semibold">Call it</h3>
      {offer === undefined && (
        <p className="text-sm text-warn">
          {model.offers.length === 0
            ? `No provider of ${model.service_name} is connected yet: connect one, then name it in these calls.`
            : 'The integration refuses this model. Allow it on the integration’s page.'}
        </p>
      )}
      <div className="rounded-md border">
        <SnippetTabs
          kind={model.kind}
          connection={{ baseUrl: location.origin, key: KEY, provider: offer?.provider ?? null, model: model.id }}
        />
      </div>
    </section>
  );
}
