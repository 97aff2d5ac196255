/** One config: edit it, see which way a request would take, and go back to an earlier version. */
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useConfig, useDeleteConfig, useUpdateConfig } from '../../api/queries/configs.ts';
import { useCheckKinds, useGuardrails } from '../../api/queries/guardrails.ts';
import { useProviders } from '../../api/queries/integrations.ts';
import { useModelGallery } from '../../api/queries/model-gallery.ts';
import { FailedPage } from '../../panels/failed-page.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import type { JsonProblem } from '../../ui/json-editor.tsx';
import type { JsonSpot } from '../../ui/json-place.ts';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type ConfigReferences, configWordsAt } from './config-words.ts';
import { ExplainPanel } from './explain-panel.tsx';
import { StrategyDrawing } from './strategy-drawing.tsx';
import { VersionList } from './version-list.tsx';

const JsonEditor = lazy(async () => ({ default: (await import('../../ui/json-editor.tsx')).JsonEditor }));

export function ConfigPage() {
  const { slug } = useParams({ from: '/configs/$slug' });
  const config = useConfig(slug);
  if (config.isPending) return <SkeletonRows rows={10} />;
  if (config.isError) {
    const retry = (): void => void config.refetch();
    return <FailedPage title={slug} to="/configs" list="Configs" error={config.error} onRetry={retry} />;
  }
  const { data } = config.data;
  return <Editor key={data.version_id} slug={data.slug} name={data.name} saved={data.config} />;
}

interface EditorProps {
  slug: string;
  name: string;
  saved: Readonly<Record<string, unknown>>;
}

function Editor({ slug, name, saved }: EditorProps) {
  const savedText = JSON.stringify(saved, null, 2);
  const [text, setText] = useState(savedText);
  const [isDeleting, setDeleting] = useState(false);
  const update = useUpdateConfig();
  const remove = useDeleteConfig();
  const navigate = useNavigate();
  const providers = useProviders().data?.data;
  const references = useReferences();
  const wordsAt = useCallback((spot: JsonSpot, whole: string) => configWordsAt(spot, whole, references), [references]);
  const parsed = useMemo(() => parseObject(text), [text]);
  const slugs = useMemo(
    () => (providers === undefined ? null : new Set(providers.map((one) => one.slug))),
    [providers],
  );
  const problems = useMemo(() => problemsIn(update.error), [update.error]);
  const isChanged = text !== savedText;
  useBlocker({
    shouldBlockFn: () => isChanged && !update.isSuccess && !confirm('Leave without saving what you changed?'),
    enableBeforeUnload: isChanged,
  });
  return (
    <Page
      title={name}
      summary={
        <span className="inline-flex items-center gap-1">
          <code className="foreign-text font-mono text-xs">{slug}</code>
          <CopyButton text={slug} label="Copy the slug" className="-my-2" />
        </span>
      }
      actions={
        <>
          <Button look="danger" onClick={() => setDeleting(true)}>
            Delete
          </Button>
          <Button
            look="primary"
            disabled={!isChanged || parsed === null}
            busy={update.isPending}
            onClick={() => parsed !== null && update.mutate({ slug, config: parsed })}
          >
            Save a new version
          </Button>
        </>
      }
    >
      <div className="grid items-start gap-4 min-[1000px]:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Routing">
            <div className="p-3">
              <Suspense fallback={<SkeletonRows rows={8} />}>
                <JsonEditor
                  label={`Config ${slug}`}
                  text={savedText}
                  onChange={(next) => {
                    setText(next);
                    if (update.isError) update.reset();
                  }}
                  problems={problems}
                  wordsAt={wordsAt}
                />
              </Suspense>
            </div>
            {update.error !== null && <ErrorState error={update.error} />}
          </Card>
          <VersionList
            slug={slug}
            current={savedText}
            onRestore={(config) => update.mutate({ slug, config })}
            busy={update.isPending}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <StrategyDrawing config={parsed} providers={slugs} />
          <ExplainPanel config={parsed} />
        </div>
      </div>
      <ConfirmByName
        open={isDeleting}
        onOpenChange={setDeleting}
        title="Delete this config"
        consequence="Keys and requests that name it are refused from then on."
        name={slug}
        action="Delete the config"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(slug, { onSuccess: () => void navigate({ to: '/configs' }) })}
      />
    </Page>
  );
}

/** What the editor can complete: what the person may not list is not offered. */
function useReferences(): ConfigReferences {
  const providers = useProviders().data?.data;
  const guardrails = useGuardrails().data?.data;
  const checks = useCheckKinds().data?.data;
  const models = useModelGallery({}).data?.pages;
  return useMemo(
    () => ({
      providers: (providers ?? []).map(({ slug }) => slug),
      guardrails: (guardrails ?? []).map(({ slug }) => slug),
      checks: (checks ?? []).map(({ id }) => id),
      models: (models ?? []).flatMap(({ data }) =>
        data.flatMap(({ offers }) => offers.filter(({ enabled }) => enabled).map(({ model }) => model)),
      ),
    }),
    [providers, guardrails, checks, models],
  );
}

/** What the gateway refused, as `config.retry.attempts: …`. */
function problemsIn(error: Error | null): JsonProblem[] {
  return (error?.message ?? '').split('; ').flatMap((line) => {
    const [, path, message] = /^config\.?([\w.[\]-]*): (.+)$/s.exec(line) ?? [];
    return path === undefined || message === undefined ? [] : [{ path, message }];
  });
}

/** null while the text is no JSON object. */
function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
