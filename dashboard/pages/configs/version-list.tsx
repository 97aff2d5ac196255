/** Earlier versions of a config, each with what has changed since; one of them can be made the newest again. */
import { lazy, Suspense, useState } from 'react';
import { useNames } from '../../api/queries/api-keys.ts';
import { useConfigVersions } from '../../api/queries/configs.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';

const JsonDiff = lazy(async () => ({ default: (await import('../../ui/json-editor.tsx')).JsonDiff }));

interface VersionListProps {
  slug: string;
  /** The text of the newest version. */
  current: string;
  busy: boolean;
  onRestore: (config: Record<string, unknown>) => void;
}

export function VersionList({ slug, current, busy, onRestore }: VersionListProps) {
  const versions = useConfigVersions(slug);
  const nameOf = useNames(versions.data?.data.map(({ updated_by: author }) => author));
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <Card title="Versions">
      {versions.isPending && <SkeletonRows rows={3} />}
      {versions.isError && <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />}
      <ol>
        {versions.data?.data.map(({ version_id: id, config, last_updated_at: at, updated_by: author }, index) => {
          const value = JSON.parse(config) as Record<string, unknown>;
          const text = JSON.stringify(value, null, 2);
          return (
            <li key={id} className="border-b px-4 py-2 last:border-b-0">
              <div className="flex flex-wrap items-center gap-2 text-sm">
                <Ago at={at} />
                <span className="foreign-text text-xs text-ink-soft">by {nameOf(author)}</span>
                {index === 0 ? (
                  <Badge tone="ok">in force</Badge>
                ) : (
                  <span className="ml-auto flex gap-1">
                    <Button look="quiet" onClick={() => setOpenId(openId === id ? null : id)}>
                      {openId === id ? 'Hide' : 'Compare'}
                    </Button>
                    <Button look="quiet" busy={busy} onClick={() => onRestore(value)}>
                      Roll back to this
                    </Button>
                  </span>
                )}
              </div>
              {openId === id && (
                <Suspense>
                  <JsonDiff label="What changed since" before={text} after={current} />
                </Suspense>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
