/** The command palette: every page and action by a few letters, and a request by its id. */
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useSession, useSignOut } from '../api/queries/session.ts';
import { DESTINATIONS } from '../navigation.ts';
import { setTheme } from './theme.ts';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded px-2.5 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent [&_svg]:size-4';

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const scopes = useSession().data?.scopes ?? [];
  const [text, setText] = useState('');
  const run = (action: () => void) => () => {
    onClose();
    action();
  };
  const requestId = /^req_[0-9a-f]{6,}$/.exec(text.trim())?.[0];
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => open || onClose()}
      label="Search pages and actions"
      overlayClassName="fixed inset-0 z-40 bg-shade"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-md border bg-surface"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Go to a page, paste a request id, …"
        className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-ink-soft"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-2.5 py-6 text-center text-sm text-ink-soft">Nothing has that name.</Command.Empty>
        {requestId !== undefined && (
          <Command.Item className={ITEM} value={text} onSelect={run(() => void navigate({ to: `/logs/${requestId}` }))}>
            Open the request {requestId}
          </Command.Item>
        )}
        {DESTINATIONS.filter(({ scope }) => scope === undefined || scopes.includes(scope)).map((page) => (
          <Command.Item
            key={page.path}
            value={`${page.label} ${page.words}`}
            className={ITEM}
            onSelect={run(() => void navigate({ to: page.path }))}
          >
            <page.icon aria-hidden />
            {page.label}
            <kbd className="ml-auto font-mono text-xs text-ink-soft">g {page.key}</kbd>
          </Command.Item>
        ))}
        <Command.Item className={ITEM} value="theme dark" onSelect={run(() => setTheme('dark'))}>
          Use the dark theme
        </Command.Item>
        <Command.Item className={ITEM} value="theme light" onSelect={run(() => setTheme('light'))}>
          Use the light theme
        </Command.Item>
        <Command.Item className={ITEM} value="sign out leave" onSelect={run(() => signOut.mutate())}>
          Sign out
        </Command.Item>
      </Command.List>
    </Command.Dialog>
  );
}
