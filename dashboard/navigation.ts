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

export interface Destination {
  path: string;
  label: string;
  icon: LucideIcon;
  /** What the signed-in key must hold; absent = nothing. */
  scope?: string;
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
        scope: 'logs.list',
        words: 'requests errors live tail',
        key: 'l',
      },
      {
        path: '/sessions',
        label: 'Sessions',
        icon: MessagesSquare,
        scope: 'logs.list',
        words: 'claude code agents traces tree',
        key: 's',
      },
      {
        path: '/analytics',
        label: 'Analytics',
        icon: ChartLine,
        scope: 'analytics.view',
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
        scope: 'providers.list',
        words: 'providers integrations credentials connect gallery prices context catalog',
        key: 'm',
      },
      {
        path: '/configs',
        label: 'Configs',
        icon: Route,
        scope: 'configs.list',
        words: 'routing fallback load balancing retries explain versions',
        key: 'c',
      },
      {
        path: '/guardrails',
        label: 'Guardrails',
        icon: ShieldCheck,
        scope: 'guardrails.list',
        words: 'checks pii secrets mask block policy packs dry run compliance report',
        key: 'g',
      },
      {
        path: '/api-keys',
        label: 'API keys',
        icon: KeyRound,
        scope: 'workspace_service_api_keys.list',
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
        scope: 'policies.list',
        words: 'budgets rate limits policies spend notifications alerts stop velocity',
        key: 'b',
      },
      {
        path: '/workspaces',
        label: 'Workspaces',
        icon: Network,
        scope: 'workspaces.list',
        words: 'teams tenants departments',
        key: 'w',
      },
      {
        path: '/people',
        label: 'People',
        icon: Users,
        scope: 'workspace_users.list',
        words: 'users members roles invite invitations permissions team',
        key: 'p',
      },
      {
        path: '/audit',
        label: 'Audit',
        icon: ScrollText,
        scope: 'audit_logs.list',
        words: 'trail who changed what history sign-ins refused',
        key: 'u',
      },
      {
        path: '/settings',
        label: 'Settings',
        icon: Settings,
        scope: 'organisation_settings.read',
        words: 'organisation security privacy saved only hosts metadata rules tokens jwt',
        key: 'e',
      },
    ],
  },
];

export const DESTINATIONS: readonly Destination[] = SECTIONS.flatMap(({ pages }) => pages);
