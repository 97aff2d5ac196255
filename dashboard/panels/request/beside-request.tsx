/** A page with the request beside it that `open` in the URL names; on a narrow screen the request is in its place. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect } from 'react';
import { LogPanel } from './log-panel.tsx';

export function BesideRequest({ children }: { children: ReactNode }) {
  const { open } = useSearch({ strict: false });
  const navigate = useNavigate();
  const close = useCallback(
    () => void navigate({ to: '.', search: (search) => ({ ...search, open: undefined }), replace: true }),
    [navigate],
  );
  useEffect(() => {
    if (open === undefined) return undefined;
    const onKey = ({ key, defaultPrevented }: KeyboardEvent): void => {
      if (key === 'Escape' && !defaultPrevented) close();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [open, close]);
  return (
    <div className="flex h-full min-w-0">
      <div className="@container min-w-0 flex-1 overflow-y-auto">{children}</div>
      {open !== undefined && <LogPanel id={open} onClose={close} />}
    </div>
  );
}
