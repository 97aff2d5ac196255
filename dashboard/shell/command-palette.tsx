/** The command palette: every page, action and saved thing by a few letters, a request or a session by its id, and any text in the logs. */
import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import {
  Boxes,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Network,
  Route,
  Search,
  ShieldCheck,
  Users,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { openWorkspace } from '../api/chosen-workspace.ts';
import { KEY_LISTS, useApiKeys } from '../api/queries/api-keys.ts';
import { useConfigs } from '../api/queries/configs.ts';
import { useGuardrails } from '../api/queries/guardrails.ts';
import { useIntegrations } from '../api/queries/integrations.ts';
import { useUsers } from '../api/queries/people.ts';
import { useSession, useSignOut } from '../api/queries/session.ts';
import { DESTINATIONS, isOpenTo } from '../navigation.ts';
import { setTheme } from './theme.ts';
import { useWorkspaceChoices } from './workspace-switch.tsx';

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
  const wanted = text.trim();
  const requestId = /^req_[0-9a-f]{6,}$/.exec(wanted)?.[0];
  const sessionId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(wanted)?.[0];
  const open = (path: string) => run(() => void navigate({ to: path }));
  return (
    <Command.Dialog
      open
      onOpenChange={(isOpen) => isOpen || onClose()}
      label="Search pages and actions"
      overlayClassName="fixed inset-0 z-40 bg-shade"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-md border bg-surface"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="A page, a key, a config, a person, the id of a request, …"
        className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-ink-soft"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-2.5 py-6 text-center text-sm text-ink-soft">Nothing has that name.</Command.Empty>
        {requestId !== undefined && (
          <Command.Item className={ITEM} value={text} onSelect={run(() => void navigate({ to: `/logs/${requestId}` }))}>
            Open the request {requestId}
          </Command.Item>
        )}
        {sessionId !== undefined && (
          <Command.Item className={ITEM} value={text} onSelect={open(`/sessions/${sessionId}`)}>
            <MessagesSquare aria-hidden />
            Open the session {sessionId}
          </Command.Item>
        )}
        {DESTINATIONS.filter((page) => isOpenTo(page, scopes)).map((page) => (
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
        {FINDERS.filter((finder) => isOpenTo(finder, scopes)).map(({ scopes: [key], Find }) => (
          <Find key={key} open={open} isShown={wanted !== ''} />
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
        {wanted !== '' && scopes.includes('logs.list') && (
          <Command.Item
            forceMount
            className={ITEM}
            value={`search the logs ${wanted}`}
            onSelect={run(() => void navigate({ to: '/logs', search: { q: `"${wanted.replaceAll('"', ' ')}"` } }))}
          >
            <Search aria-hidden />
            <span className="foreign-text truncate">Search the logs for “{wanted}”</span>
          </Command.Item>
        )}
      </Command.List>
    </Command.Dialog>
  );
}

interface Found {
  id: string;
  name: string;
  /** Found by it too. */
  also: string;
  path: string;
}

interface FinderProps {
  open: (path: string) => () => void;
  /** Before somebody types, the pages are enough. */
  isShown: boolean;
}

function FoundItems({
  icon: Icon,
  kind,
  found,
  open,
  isShown,
}: FinderProps & { icon: LucideIcon; kind: string; found: readonly Found[] | undefined }): ReactNode {
  if (!isShown || found === undefined) return null;
  return found.map(({ id, name, also, path }) => (
    <Command.Item key={id} className={ITEM} value={`${kind} ${name} ${also} ${id}`} onSelect={open(path)}>
      <Icon aria-hidden />
      <span className="foreign-text truncate">{name}</span>
      <span className="ml-auto shrink-0 text-xs text-ink-soft">{kind}</span>
    </Command.Item>
  ));
}

const withPage =
  (path: string) =>
  ({ slug, name }: { slug: string; name: string }): Found => ({ id: slug, name, also: slug, path: `${path}/${slug}` });

function FindConfigs(props: FinderProps) {
  const found = useConfigs().data?.data.map(withPage('/configs'));
  return <FoundItems icon={Route} kind="Config" found={found} {...props} />;
}

function FindGuardrails(props: FinderProps) {
  const found = useGuardrails().data?.data.map(withPage('/guardrails'));
  return <FoundItems icon={ShieldCheck} kind="Guardrail" found={found} {...props} />;
}

function FindIntegrations(props: FinderProps) {
  const found = useIntegrations().data?.data.map(withPage('/models/integrations'));
  return <FoundItems icon={Boxes} kind="Integration" found={found} {...props} />;
}

function FindKeys(props: FinderProps) {
  const found = useApiKeys().data?.data.map(({ id, name }) => ({ id, name, also: '', path: '/api-keys' }));
  return <FoundItems icon={KeyRound} kind="API key" found={found} {...props} />;
}

function FindPeople(props: FinderProps) {
  const found = useUsers().data?.data.map(({ id, email, first_name: first, last_name: last }) => ({
    id,
    name: email,
    also: `${first} ${last}`,
    path: '/people',
  }));
  return <FoundItems icon={Users} kind="Person" found={found} {...props} />;
}

/** Every page is about it from then on. */
function FindWorkspaces({ isShown }: FinderProps) {
  const { all, workspaces, chosen } = useWorkspaceChoices();
  const found = [
    ...(all && chosen !== null ? [{ id: '', name: 'All workspaces', also: 'every', path: '' }] : []),
    ...workspaces.map(({ id, name, slug }) => ({ id, name, also: slug, path: slug })),
  ];
  const open = (slug: string) => () => openWorkspace(slug === '' ? null : slug);
  return <FoundItems icon={Network} kind="Workspace" found={found} open={open} isShown={isShown} />;
}

/** Each asks when the palette opens, so that it is there once somebody has typed, and only for what the person may list. */
const FINDERS = [
  { scopes: ['configs.list'], Find: FindConfigs },
  { scopes: ['guardrails.list'], Find: FindGuardrails },
  { scopes: ['organisation_integrations.list'], Find: FindIntegrations },
  { scopes: KEY_LISTS, Find: FindKeys },
  { scopes: ['organisation_users.list'], Find: FindPeople },
  { scopes: ['workspaces.list'], Find: FindWorkspaces },
] as const;
