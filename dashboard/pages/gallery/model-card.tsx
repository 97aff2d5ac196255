/** One model of the gallery: what people compare. */
import type { GalleryModel } from '../../api/queries/model-gallery.ts';
import { formatCount } from '../../format/numbers.ts';
import { ProviderMark } from '../../panels/provider-mark.tsx';
import { Badge } from '../../ui/badge.tsx';
import { priceLines, tokenPrice } from './priced.ts';

export function ModelCard({ model, onOpen }: { model: GalleryModel; onOpen: () => void }) {
  const { id, name, service_name: service, offers } = model;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full min-w-0 flex-col gap-3 rounded-md border bg-surface p-3 text-left hover:border-line-strong hover:bg-raised/60"
    >
      <span className="flex w-full flex-col">
        <span className="flex items-start justify-between gap-2">
          <span className="foreign-text font-medium">{name}</span>
          <span className="inline-flex items-center gap-1 text-xs leading-5 whitespace-nowrap text-ink-soft">
            <ProviderMark id={model.service} />
            {service}
          </span>
        </span>
        <code className="foreign-text font-mono text-xs text-ink-soft">{id}</code>
      </span>
      <Prices model={model} />
      <span className="mt-auto flex w-full flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-soft">
        {model.context_window !== null && (
          <span className="figures">
            {formatCount(model.context_window)} context
            {model.max_output_tokens !== null && `, ${formatCount(model.max_output_tokens)} out`}
          </span>
        )}
        {model.modalities.length > 0 && <span>{model.modalities.join(' · ')}</span>}
        {model.deprecation_date !== null && <Badge tone="warn">ends {model.deprecation_date}</Badge>}
        {offers.length === 0 && <Badge>not connected</Badge>}
        {offers.length > 0 && !offers.some(({ enabled }) => enabled) && <Badge tone="bad">may not be called</Badge>}
      </span>
    </button>
  );
}

function Prices({ model: { prices } }: { model: GalleryModel }) {
  if (prices.length === 0) return <span className="text-sm text-ink-soft">No price is published</span>;
  const input = tokenPrice(prices, 'input_tokens');
  if (input === undefined) {
    const [line] = priceLines(prices);
    return (
      <span className="figures text-sm">
        {line?.price} <span className="text-xs text-ink-soft">a {line?.unit}</span>
      </span>
    );
  }
  return (
    <span className="flex flex-wrap gap-x-5 gap-y-1">
      <Price name="in" price={input} />
      <Price name="cached" price={tokenPrice(prices, 'cache_read_tokens')} />
      <Price name="out" price={tokenPrice(prices, 'output_tokens')} />
    </span>
  );
}

function Price({ name, price }: { name: string; price: string | undefined }) {
  if (price === undefined) return null;
  return (
    <span className="figures flex flex-col text-sm">
      <span className="text-xs text-ink-soft">{name} / M</span>
      {price}
    </span>
  );
}
