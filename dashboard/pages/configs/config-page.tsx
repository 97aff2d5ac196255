/** One config: edit it, see which way a request would take, and go back to an earlier version. */
import { useBlocker, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useConfig, useDeleteConfig, useUpdateConfig } from '../../api/queries/configs.ts';
import { useProviders } from '../../api/queries/integrations.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import type { JsonProblem } from '../../ui/json-editor.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { VersionList } from './version-list.tsx';

const JsonEditor = lazy(async () => ({ default: (await import('../../ui/json-editor.tsx')).JsonEditor }));

const WORDS = [
  'strategy',
  'mode',
  'fallback',
  'loadbalance',
  'conditional',
  'single',
  'targets',
  'provider',
  'weight',
  'retry',
  'attempts',
  'on_status_codes',
  'cache',
  'max_age',
  'override_params',
  'request_timeout',
  'cb_config',
  'conditions',
  'default',
  'query',
  'then',
  'name',
];

export function ConfigPage() {
  const { slug } = useParams({ from: '/configs/$slug' });
  const config = useConfig(slug);
  if (config.isPending) return <SkeletonRows rows={10} />;
  if (config.isError) return <ErrorState error={config.error} onRetry={() => void config.refetch()} />;
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
  const providers = useProviders().data?.data ?? [];
  const parsed = parseObject(text);
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
                  words={[...WORDS, ...providers.map((provider) => `@${provider.slug}`)]}
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
        <ExplainPanel config={parsed} />
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
