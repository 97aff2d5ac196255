/** Connecting a provider: choose the service, fill in what it needs, and see a test call succeed or say why not. */
import { CheckCircle2, XCircle } from 'lucide-react';
import { useState } from 'react';
import {
  type AiProvider,
  useAiProviders,
  useCreateIntegration,
  useUpdateIntegration,
} from '../api/queries/integrations.ts';
import { useTestProvider } from '../api/queries/provider-test.ts';
import { formatDuration } from '../format/numbers.ts';
import { Button } from '../ui/button.tsx';
import { Field, Input, Select } from '../ui/field.tsx';
import { Form } from '../ui/form.tsx';
import { ErrorState, SkeletonRows } from '../ui/states.tsx';
import { type FormField, type FormValues, SettingsForm, toConfigurations, toSecretMappings } from './settings-form.tsx';
import { useHolds } from '../api/queries/session.ts';
import { useSecretReferences } from '../api/queries/secret-references.ts';

/** A key that is no field of its own in the schema of a service that takes one. */
const KEY_FIELD: FormField = { name: 'key', label: 'API key', type: 'string', required: true, secret: true, help: '' };
/** Small ones; of other services nobody can say here what they serve. */
const TEST_MODELS: Readonly<Record<string, string>> = {
  'vertex-ai': 'claude-haiku-4-5',
  anthropic: 'claude-haiku-4-5',
  bedrock: 'claude-haiku-4-5',
  openai: 'gpt-5-mini',
  google: 'gemini-2.5-flash',
};

export function ConnectProvider({ onDone }: { onDone: (slug: string) => void }) {
  const services = useAiProviders();
  if (services.isPending) return <SkeletonRows rows={4} />;
  if (services.isError) return <ErrorState error={services.error} onRetry={() => void services.refetch()} />;
  return <ConnectForm services={services.data.data} onDone={onDone} />;
}

/** A suggestion until another one is typed. */
function useTestModel(serviceId: string): [model: string, setModel: (model: string) => void] {
  const [typed, setTyped] = useState<string | null>(null);
  return [typed ?? TEST_MODELS[serviceId] ?? '', setTyped];
}

function useUsableReferences() {
  return useSecretReferences(useHolds('secret_references.list')).data?.data ?? [];
}

function ConnectForm({ services, onDone }: { services: readonly AiProvider[]; onDone: (slug: string) => void }) {
  const [serviceId, setServiceId] = useState(() => suggested(services));
  const [name, setName] = useState('');
  const [values, setValues] = useState<FormValues>({});
  const [model, setModel] = useTestModel(serviceId);
  const references = useUsableReferences();
  const { slug, error, result, isBusy, isAsking, connect } = useConnect(onDone);
  const service = services.find(({ id }) => id === serviceId);
  if (service === undefined) return <p>There is no service to connect.</p>;
  const fields = fieldsOf(service);
  return (
    <Form
      action={isAsking ? 'Asking the model …' : slug === null ? 'Connect and test' : 'Save and test again'}
      busy={isBusy}
      error={null}
      beside={
        slug !== null && (
          <Button look="quiet" onClick={() => onDone(slug)}>
            Go on without a successful test
          </Button>
        )
      }
      onSubmit={() => connect({ service, name: name.trim() || service.name, values, model: model.trim() })}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Service">
          {(ids) => (
            <Select
              {...ids}
              disabled={slug !== null}
              value={serviceId}
              onChange={(event) => setServiceId(event.target.value)}
            >
              {services.map(({ id, name: title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Name" optional help="As “Vertex production”.">
          {(ids) => (
            <Input
              {...ids}
              disabled={slug !== null}
              placeholder={service.name}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </div>
      <SettingsForm
        fields={fields}
        values={values}
        onChange={setValues}
        problem={error?.message ?? null}
        references={references}
      />
      <Field label="Model for the test call" help="One short question, which costs a fraction of a cent.">
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
      {error !== null && (
        <div className="-m-4">
          <ErrorState error={error} />
        </div>
      )}
      {result !== null && <TestOutcome slug={slug ?? ''} {...result} />}
    </Form>
  );
}

const fieldsOf = (service: AiProvider): readonly FormField[] =>
  service.takes_key ? [KEY_FIELD, ...service.settings] : service.settings;

interface Wanted {
  service: AiProvider;
  name: string;
  values: FormValues;
  model: string;
}

/** Saves, then asks a model. What is saved once is changed from then on, never made a second time. */
function useConnect(onDone: (slug: string) => void) {
  const [slug, setSlug] = useState<string | null>(null);
  const create = useCreateIntegration();
  const update = useUpdateIntegration();
  const test = useTestProvider();
  const save = async ({ service, name, values }: Wanted): Promise<string> => {
    const configurations = toConfigurations(service.settings, values);
    const mappings = toSecretMappings(fieldsOf(service), values);
    const typed = values['key'] ?? '';
    const key = service.takes_key && typed !== '' ? { key: typed } : {};
    if (slug === null) {
      const made = await create.mutateAsync({
        name,
        ai_provider_id: service.id,
        configurations,
        secret_mappings: mappings,
        ...key,
      });
      return made.slug;
    }
    await update.mutateAsync({ slug, configurations, secret_mappings: mappings, ...key });
    return slug;
  };
  const run = async (wanted: Wanted): Promise<void> => {
    for (const step of [create, update, test]) step.reset();
    const saved = await save(wanted);
    setSlug(saved);
    const { ok } = await test.mutateAsync({ slug: saved, model: wanted.model });
    if (ok) onDone(saved);
  };
  return {
    slug,
    error: create.error ?? update.error ?? test.error,
    result: test.data ?? null,
    isBusy: create.isPending || update.isPending || test.isPending,
    isAsking: test.isPending,
    // What goes wrong is in the state of the mutations, and shown from there.
    connect: (wanted: Wanted): void => void run(wanted).catch(() => undefined),
  };
}

/** Vertex AI, for which this gateway was made; without it, the first there is. */
function suggested(services: readonly AiProvider[]): string {
  return (services.find(({ id }) => id === 'vertex-ai') ?? services[0])?.id ?? '';
}

interface OutcomeProps {
  slug: string;
  ok: boolean;
  message: string;
  requestId: string | null;
  durationMs: number;
}

export function TestOutcome({ slug, ok, message, requestId, durationMs }: OutcomeProps) {
  return (
    <div
      role="status"
      className={`flex gap-2 rounded-md border p-3 text-sm ${ok ? 'border-ok/40 bg-ok-soft' : 'border-bad/40 bg-bad-soft'}`}
    >
      {ok ? (
        <CheckCircle2 aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
      ) : (
        <XCircle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      )}
      <div className="min-w-0">
        <p className="font-medium">
          {ok ? `@${slug} answered in ${formatDuration(durationMs)}.` : `@${slug} is saved, but the test call failed.`}
        </p>
        <p className="foreign-text">{message}</p>
        {requestId !== null && (
          <p className="mt-1 text-xs">
            Request id <code className="font-mono">{requestId}</code>
          </p>
        )}
      </div>
    </div>
  );
}
