/** The mark of a provider, or its first letter where it has none. */
import { PROVIDER_MARKS } from './provider-marks.data.ts';

/** `name` is read out and shown; null = it stands beside the mark. */
export function ProviderMark({ id, name = null }: { id: string | null; name?: string | null }) {
  const path = id === null ? undefined : PROVIDER_MARKS[id];
  const spoken = name === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: name };
  return (
    <span {...spoken} className="inline-flex size-4 shrink-0 items-center justify-center text-ink-soft">
      {path === undefined ? (
        <span className="flex size-4 items-center justify-center rounded-sm bg-raised text-[10px] leading-none font-semibold uppercase">
          {/[a-z0-9]/i.exec(id ?? '')?.[0] ?? '·'}
        </span>
      ) : (
        <svg viewBox="0 0 24 24" className="size-3.5" fill="currentColor">
          <path d={path} />
        </svg>
      )}
    </span>
  );
}
