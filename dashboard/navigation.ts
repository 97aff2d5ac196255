/** The pages there are, in the order of the sidebar. */
import {
  Activity,
  Boxes,
  ChartLine,
  Gauge,
  House,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Network,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
} from 'lucide-react';
import { KEY_LISTS } from './api/queries/api-keys.ts';

export interface Destination {
  path: string;
  label: string;
  icon: LucideIcon;
  /** The signed-in person or key must hold one of them; absent = nothing. */
  scopes?: readonly string[];
  /** Words by which the palette finds it too. */
  words: string;
  /** Second key after `g`. */
  key: string;
}

export const SECTIONS: readonly { title: string | null; pages: readonly Destination[] }[] = [
  {
    title: null,
    pages: [
      { path: '/', label: 'Home', icon: House, words: 'start set up first run overview', key: 'h' },
      {
        path: '/logs',
        label: 'Logs',
        icon: Activity,
        scopes: ['logs.list'],
        words: 'requests errors live tail',
        key: 'l',
      },
      {
        path: '/sessions',
        label: 'Sessions',
        icon: MessagesSquare,
        scopes: ['logs.list'],
        words: 'claude code agents traces tree',
        key: 's',
      },
      {
        path: '/analytics',
        label: 'Analytics',
        icon: ChartLine,
        scopes: ['analytics.view'],
        words: 'spend cost charts users teams models export csv',
        key: 'a',
      },
    ],
  },
  {
    title: 'Build',
    pages: [
      {
        path: '/models',
        label: 'Models',
        icon: Boxes,
        scopes: ['providers.list'],
        words: 'providers integrations credentials connect gallery prices context catalog',
        key: 'm',
      },
      {
        path: '/configs',
        label: 'Configs',
        icon: Route,
        scopes: ['configs.list'],
        words: 'routing fallback load balancing retries explain versions',
        key: 'c',
      },
      {
        path: '/guardrails',
        label: 'Guardrails',
        icon: ShieldCheck,
        scopes: ['guardrails.list'],
        words: 'checks pii secrets mask block policy packs dry run compliance report',
        key: 'g',
      },
      {
        path: '/api-keys',
        label: 'API keys',
        icon: KeyRound,
        scopes: KEY_LISTS,
        words: 'create key token',
        key: 'k',
      },
    ],
  },
  {
    title: 'Govern',
    pages: [
      {
        path: '/budgets',
        label: 'Budgets & limits',
        icon: Gauge,
        scopes: ['policies.list'],
        words: 'budgets rate limits policies spend notifications alerts stop velocity',
        key: 'b',
      },
      {
        path: '/workspaces',
        label: 'Workspaces',
        icon: Network,
        scopes: ['workspaces.list'],
        words: 'teams tenants departments',
        key: 'w',
      },
      {
        path: '/people',
        label: 'People',
        icon: Users,
        scopes: ['workspace_users.list'],
        words: 'users members roles invite invitations permissions team',
        key: 'p',
      },
      {
        path: '/audit',
        label: 'Audit',
        icon: ScrollText,
        scopes: ['audit_logs.list'],
        words: 'trail who changed what history sign-ins refused',
        key: 'u',
      },
      {
        path: '/settings',
        label: 'Settings',
        icon: Settings,
        scopes: ['organisation_settings.read'],
        words: 'organisation security privacy saved only hosts metadata rules tokens jwt',
        key: 'e',
      },
    ],
  },
];

export const DESTINATIONS: readonly Destination[] = SECTIONS.flatMap(({ pages }) => pages);

/** Is the page for somebody with these scopes? */
export const isOpenTo = ({ scopes }: Pick<Destination, 'scopes'>, held: readonly string[]): boolean =>
  scopes === undefined || scopes.some((scope) => held.includes(scope));
