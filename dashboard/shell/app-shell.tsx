/** The frame around every page: sidebar, top bar, command palette, and the keys that work everywhere. */
import { Link, Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { Menu as MenuIcon, Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { isOtherWorkspace } from '../api/chosen-workspace.ts';
import { useSession, useSignOut } from '../api/queries/session.ts';
import { DESTINATIONS, isOpenTo, SECTIONS } from '../navigation.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Menu } from '../ui/menu.tsx';
import { setTheme, useTheme } from './theme.ts';
import { RANGE_NAMES, RANGES, rangeName } from './time-range.ts';
import { useRange } from './use-range.ts';
import { WorkspaceSwitch } from './workspace-switch.tsx';

const loadPalette = () => import('./command-palette.tsx');
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

const RangeDialog = lazy(async () => ({ default: (await import('./range-dialog.tsx')).RangeDialog }));

const PALETTE_AFTER_MS = 1000;

export function AppShell() {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  useGlobalKeys(() => setPaletteOpen(true));
  useWorkspaceOfUrl();
  useEffect(() => {
    // Fetched while nobody waits for it, so that no letter is lost when it opens.
    const timer = setTimeout(() => void loadPalette(), PALETTE_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-full">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:p-2"
      >
        Skip to the content
      </a>
      <Sidebar isOpen={isMenuOpen} onClose={() => setMenuOpen(false)} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onSearch={() => setPaletteOpen(true)} onMenu={() => setMenuOpen(true)} />
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      {isPaletteOpen && (
        <Suspense>
          <CommandPalette onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** A link to the same page for another workspace, or a step back to one, loads the pages anew. */
function useWorkspaceOfUrl(): void {
  const router = useRouter();
  useEffect(
    () => router.subscribe('onResolved', () => void (isOtherWorkspace() && window.location.reload())),
    [router],
  );
}

function Sidebar({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const scopes = useSession().data?.scopes ?? [];
  return (
    <>
      {isOpen && (
        <button
          type="button"
          aria-label="Close the menu"
          onClick={onClose}
          className="fixed inset-0 z-30 bg-shade min-[700px]:hidden"
        />
      )}
      <nav
        aria-label="Pages"
        className={classNames(
          'flex w-52 shrink-0 flex-col gap-4 border-r bg-surface px-2 py-3 min-[700px]:w-14 min-[1100px]:w-52',
          'max-[699px]:fixed max-[699px]:inset-y-0 max-[699px]:left-0 max-[699px]:z-40',
          !isOpen && 'max-[699px]:hidden',
        )}
      >
        <Link to="/" className="flex h-8 items-center gap-2 px-2 font-semibold">
          <Mark />
          <span className="min-[700px]:hidden min-[1100px]:inline">Tollgate</span>
        </Link>
        <WorkspaceSwitch />
        {SECTIONS.map(({ title, pages }) => (
          <div key={title ?? 'first'} className="flex flex-col gap-0.5">
            {title !== null && (
              <p className="px-2 pb-1 text-xs text-ink-soft min-[700px]:hidden min-[1100px]:block">{title}</p>
            )}
            {pages
              .filter((page) => isOpenTo(page, scopes))
              .map(({ path, label, icon: Icon }) => (
                <Link
                  key={path}
                  to={path}
                  onClick={onClose}
                  activeOptions={{ exact: path === '/', includeSearch: false }}
                  title={label}
                  aria-label={label}
                  className="flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-ink-soft hover:bg-raised hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent"
                >
                  <Icon aria-hidden className="size-4 shrink-0 min-[700px]:mx-auto min-[1100px]:mx-0" />
                  <span className="min-[700px]:hidden min-[1100px]:inline">{label}</span>
                </Link>
              ))}
          </div>
        ))}
      </nav>
    </>
  );
}

function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-6 shrink-0 min-[700px]:mx-auto min-[1100px]:mx-0">
      <rect width="32" height="32" rx="7" fill="#3949ab" />
      <path
        d="M7 22V11.5a2.5 2.5 0 0 1 5 0V22M9.5 16 25 11.5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** Pages whose content depends on the time range; elsewhere the choice would do nothing. */
const HAS_RANGE = /^\/(?:$|logs$|sessions|analytics|guardrails$)/;

function TopBar({ onSearch, onMenu }: { onSearch: () => void; onMenu: () => void }) {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b bg-surface px-3">
      <IconButton
        label="Open the menu"
        className="min-[700px]:hidden"
        icon={<MenuIcon aria-hidden />}
        onClick={onMenu}
      />
      <Button look="quiet" onClick={onSearch} aria-keyshortcuts="Control+K" icon={<Search aria-hidden />}>
        <span className="max-[699px]:sr-only">Search</span>
        <kbd className="rounded border px-1 font-sans text-xs max-[699px]:hidden">{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      <div className="flex-1" />
      {HAS_RANGE.test(path) && <RangeMenu />}
      <PersonMenu />
    </header>
  );
}

const IS_MAC = navigator.platform.startsWith('Mac');

function RangeMenu() {
  const range = useRange();
  const [isChoosing, setChoosing] = useState(false);
  const isFixed = range.to !== null;
  return (
    <>
      <Menu
        label="Time range"
        trigger={<Button>{rangeName(range.text)}</Button>}
        items={[
          ...RANGES.map((text) => ({
            label: RANGE_NAMES[text],
            checked: range.text === text,
            onSelect: () => range.set(text),
          })),
          { label: 'From … to …', checked: isFixed, onSelect: () => setChoosing(true) },
        ]}
      />
      {isChoosing && (
        <Suspense>
          <RangeDialog range={range} onClose={() => setChoosing(false)} />
        </Suspense>
      )}
    </>
  );
}

function PersonMenu() {
  const session = useSession().data;
  const signOut = useSignOut();
  const navigate = useNavigate();
  const theme = useTheme();
  const names = { system: 'Theme of the system', light: 'Light', dark: 'Dark' } as const;
  return (
    <Menu
      label="Account"
      trigger={
        <Button className="max-[699px]:px-2">
          {session?.user?.email ?? (session?.type === 'organisation-service' ? 'Admin' : 'Developer')}
          <span className="sr-only">: account and theme</span>
        </Button>
      }
      items={[
        ...(['system', 'light', 'dark'] as const).map((name) => ({
          label: names[name],
          checked: theme === name,
          onSelect: () => setTheme(name),
        })),
        ...(session?.type === 'person'
          ? [{ label: 'Your account', onSelect: () => void navigate({ to: '/account' }) }]
          : []),
        { label: 'Sign out', onSelect: () => signOut.mutate() },
      ]}
    />
  );
}

const CHORD_MS = 1000;

/** ⌘K or Ctrl K opens the palette; `g` and a letter go to a page. Neither while somebody types. */
function useGlobalKeys(openPalette: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key === 'k') {
        event.preventDefault();
        return openPalette();
      }
      if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.timeStamp < chordUntil) {
        chordUntil = 0;
        const page = DESTINATIONS.find(({ key }) => key === event.key);
        if (page !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          void navigate({ to: page.path });
        }
      } else if (event.key === 'g') chordUntil = event.timeStamp + CHORD_MS;
    };
    // Before the pages' own keys: `g l` must not also be their `l`.
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [navigate, openPalette]);
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
