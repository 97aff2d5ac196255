/** A model of an integration: its own price, or a model that the catalog does not know. */
import { useState } from 'react';
import { type IntegrationModel, useUpdateIntegrationModels } from '../../api/queries/integrations.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { toCents, toDollars } from './model-prices.ts';

const PRICES = [
  { name: 'request_token', label: 'Input' },
  { name: 'response_token', label: 'Output' },
  { name: 'cache_read_input_token', label: 'Cached input, read' },
  { name: 'cache_write_input_token', label: 'Cached input, written' },
] as const;

type PriceName = (typeof PRICES)[number]['name'];

interface ModelDialogProps {
  /** Of the integration. */
  slug: string;
  /** null = one that is not listed. */
  model: IntegrationModel | null;
  onClose: () => void;
}

export function ModelDialog({ slug, model, onClose }: ModelDialogProps) {
  const update = useUpdateIntegrationModels();
  const [name, setName] = useState(model?.slug ?? '');
  const [base, setBase] = useState(model?.base_model_slug ?? '');
  const [prices, setPrices] = useState(() => ownPrices(model));
  const isCustom = model === null || model.is_custom === true;
  const save = (): void =>
    update.mutate(
      {
        slug,
        models: [
          {
            ...(model === null ? NEW : keptOf(model)),
            slug: name.trim(),
            is_custom: isCustom,
            base_model_slug: base.trim() === '' ? null : base.trim(),
            pricing_config: toPricing(model, prices),
          },
        ],
      },
      { onSuccess: onClose },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={model === null ? 'Add a model' : model.name}
      description="Prices hold for this integration alone: in costs, budgets and analytics."
    >
      <Form
        action={model === null ? 'Add the model' : 'Save'}
        busy={update.isPending}
        error={update.error}
        onSubmit={() => save()}
      >
        {model === null && (
          <Field label="Model" help="As the provider names it.">
            {(ids) => (
              <Input
                {...ids}
                required
                className="font-mono"
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
        )}
        {isCustom && (
          <Field label="Base model" optional help="Its prices count where none are given here.">
            {(ids) => (
              <Input {...ids} className="font-mono" value={base} onChange={(event) => setBase(event.target.value)} />
            )}
          </Field>
        )}
        <fieldset className="grid gap-4 sm:grid-cols-2">
          <legend className="mb-2 text-sm font-medium">
            Own price, in US dollars for a million tokens. Empty = the published price.
          </legend>
          {PRICES.map(({ name: key, label }) => (
            <Field key={key} label={label} optional help={publishedText(model, key)}>
              {(ids) => (
                <Input
                  {...ids}
                  type="number"
                  min={0}
                  step="any"
                  inputMode="decimal"
                  value={prices[key]}
                  onChange={(event) => setPrices({ ...prices, [key]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}

const NEW = { enabled: true, is_finetune: false, configurations: {} };

function keptOf({ enabled, is_finetune, configurations }: IntegrationModel) {
  return { enabled, is_finetune, configurations };
}

type Prices = Readonly<Record<PriceName, string>>;

function ownPrices(model: IntegrationModel | null): Prices {
  const own = model?.pricing_config?.pay_as_you_go;
  const texts = PRICES.map(({ name }) => [name, toDollars(own?.[name]?.price)]);
  return Object.fromEntries(texts) as Prices;
}

/** null = the published price. What this form does not show is kept. */
function toPricing(model: IntegrationModel | null, prices: Prices) {
  const units = model?.pricing_config?.pay_as_you_go.additional_units;
  const given = PRICES.flatMap(({ name }) => {
    const price = toCents(prices[name]);
    return price === undefined ? [] : [[name, { price }] as const];
  });
  if (given.length === 0 && units === undefined) return null;
  const kept = units === undefined ? {} : { additional_units: units };
  return { pay_as_you_go: { ...kept, ...Object.fromEntries(given) } };
}

function publishedText(model: IntegrationModel | null, name: PriceName): string {
  const cents = model?.published?.pricing_config?.pay_as_you_go[name]?.price;
  return cents === undefined ? 'No price is published.' : `Published: ${toDollars(cents)}`;
}
