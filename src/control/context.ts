/** The control plane's room: what every verb is given. A verb is `(context, input) → output`; src/http/admin/ maps URLs to verbs. */
import type { CheckPorts } from '../guardrails/check.ts';
import type { DryRun } from '../guardrails/dry-run.ts';
import type { Provider, ProviderCredentials } from '../providers/provider.ts';
import type { Analytics } from '../storage/ports/analytics.ts';
import type { BlobRef } from '../storage/ports/blobs.ts';
import type { BodyArchive } from '../storage/ports/bodies.ts';
import type { KnownSecrets } from '../kernel/secrets/mask.ts';
import type { LogRow } from '../storage/ports/log.ts';
import type { LogReader } from '../storage/ports/log/reader.ts';
import type { RateList, RateWindow } from '../storage/ports/rates.ts';
import type { Records } from '../storage/ports/records/records.ts';
import type { Secret } from '../kernel/secret-value.ts';
import type { SecretReference } from '../storage/ports/records/secret-references.ts';
import type { Sealer } from '../storage/ports/sealer.ts';
import type { Clock } from '../kernel/clock.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import type { LimitWindow, Period } from '../kernel/limit-window.ts';
import type { Mailer } from './mailer.ts';
import type { AuditedRequest } from '../storage/ports/records/audit.ts';
import type { NextTurn } from '../kernel/slices.ts';
import type { Announce } from './announce.ts';
import { governs, type Principal } from './principal.ts';
import type { FlowLimits } from './sign-in/flow-limits.ts';
import type { SignInLimits } from './sign-in/limits.ts';
import type { Directories } from './single-sign-on/directory.ts';
import type { Passwords } from './sign-in/password.ts';

export interface ConfigIssue {
  /** As `targets[0].provider`; empty for the whole. */
  path: string;
  message: string;
}

export interface ExplainQuestion {
  workspaceId: WorkspaceId;
  /** Of the workspace: the key that would send the request; null = any. */
  apiKeyId: string | null;
  /** The saved config's id, by which its circuits and sticky picks are known; null for one that is sent along. */
  saved: string | null;
  /** Secrets opened; null = the request has none. */
  config: Record<string, unknown> | null;
  request: { path: string; headers: Record<string, string>; body: Record<string, unknown> };
}

/** A node of the routing tree with its verdict; `targets` are explained alike. */
export interface ExplainAnswer {
  path: string;
  kind: string;
  taken: boolean;
  why: string;
  circuit: 'closed' | 'open' | 'probe';
  targets?: unknown[];
}

/** Who tries a guardrail, and whose providers its models are. */
export interface GuardrailTrier {
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  /** null = it is no key's. */
  apiKeyId: string | null;
  userId: string | null;
}

/** What is spent of a budget, by its account in the ledger. */
export interface BudgetUsage {
  /** In the running period; `resetsAt` in ms since the epoch, null = never. */
  of(account: string, period: Period): { spent: number; held: number; resetsAt: number | null };
  /** The period that `at` (ms since the epoch) is in. */
  window(period: Period, at: number): LimitWindow;
  /** What was sent of it in the running period: for its `alert_threshold`, and that all of it is spent. */
  alerts(account: string, period: Period): { threshold: boolean; exhausted: boolean };
  /** Accounts whose name begins so, in the running period. */
  under(prefix: string, period: Period): { account: string; spent: number; held: number }[];
  /** What rates count now at places that are listed so. */
  ratesUnder(list: RateList): Promise<{ place: string; counted: number }[]>;
  /** A rate counts nothing there any more. */
  resetRate(window: Omit<RateWindow, 'value'>): Promise<void>;
  /** Raises what was spent in the running period to `atLeast`, and lowers nothing. */
  raise(account: string, period: Period, atLeast: number): Promise<void>;
  /** What was spent in the running period counts as 0 from now on. */
  reset(account: string, period: Period): Promise<void>;
}

/** What is known of an HTTP request beside its input. */
export interface RequestFacts extends AuditedRequest {
  /** The address by which the caller reached this server, as `http://127.0.0.1:8787`. The caller wrote it. */
  origin: string;
}

export interface ProviderToTest {
  provider: Provider;
  credentials: ProviderCredentials;
  workspaceId: WorkspaceId;
  /** null = none is asked. */
  model: string | null;
}

/** `tried`: a few tokens of a model, or the list of models. */
export interface ProviderTest {
  ok: boolean;
  tried: 'model' | 'list';
  model: string | null;
  /** Of the upstream; null = none came. */
  status: number | null;
  latencyMs: number;
  error: { code: string; message: string; fix: string } | null;
}

export interface ControlContext {
  records: Records;
  sealer: Sealer;
  /** Called after each change. */
  announce: Announce;
  log: LogReader;
  analytics: Analytics;
  bodies: BodyArchive;
  /** Every gateway key there is: what callers bring to be stored is masked by it. */
  knownSecrets: () => KnownSecrets;
  /** Durable when it resolves. */
  writeLog: (row: LogRow) => Promise<void>;
  /** Keeps a body, its secrets masked; null where the operator keeps none. */
  storeBody: ((workspace: WorkspaceId, body: Buffer) => Promise<BlobRef>) | null;
  usage: BudgetUsage;
  clock: Clock;
  /** Between the pieces of long work. */
  nextTurn: NextTurn;
  /** Cryptographic randomness. */
  randomBytes: (size: number) => Uint8Array;
  /** By the contract's provider id, as `vertex-ai`. */
  providers: ReadonlyMap<string, Provider>;
  /** The data plane's own judgement of a routing config, saved or sent along; empty = it would run. */
  validateConfig: (value: unknown, place: { isSaved: boolean }) => ConfigIssue[];
  /** The SSRF guard at save time: why the URL is refused, or null. */
  checkUrl: (url: string) => string | null;
  /** Did the operator name this host in TRUSTED_CUSTOM_HOSTS? Only such a host may get a secret that is stored elsewhere. */
  isTrustedHost: (url: string) => boolean;
  /** The data plane's own account of the path that a request would take. The config has been validated. */
  explain: (question: ExplainQuestion) => Promise<ExplainAnswer>;
  /** Asks a secret manager, and puts what it says to use. Rejects with GatewayError. */
  fetchSecret: (reference: SecretReference) => Promise<Secret>;
  /** One call to an AI service, with credentials that have been checked. */
  testProvider: (asked: ProviderToTest) => Promise<ProviderTest>;
  /** A call of a guardrail's check, through the guard of URLs. */
  guardrailCall: CheckPorts['call'];
  /** What checks may ask of the outside, where no request is behind them. Models are asked in the name of `trier`; null = none is. */
  guardrailPorts: (trier: GuardrailTrier | null) => CheckPorts;
  /** The data plane's own way to run a guardrail over bodies of the log. */
  openDryRun: () => DryRun;
  /** For long work: throws when the caller has hung up. */
  throwIfCancelled: () => void;
  /** On whose behalf the verb runs. */
  principal: Principal;
  /** The HTTP request that asked for it; null for the operator's own commands and files. */
  request: RequestFacts | null;
  passwords: Passwords;
  signInLimits: SignInLimits;
  /** Of sign-ins that are begun: at a directory, and from a device. */
  flowLimits: FlowLimits;
  /** Signing in from a device: how long an access token lives, ms. */
  devices: { accessMs: number };
  directories: Directories;
  /** The texts of a name's TXT records; none where there is no such name. */
  resolveTxt: (name: string) => Promise<string[]>;
  /** Domains that the operator says are the own organisation's. */
  verifiedDomains: readonly string[];
  /** null = no mail server is configured: links are shown to whoever asked for them. */
  mailer: Mailer | null;
  /** The address under which people open the dashboard, without a slash at the end; null = not configured. */
  publicUrl: string | null;
}

/** The tenant of everything the verb touches. Throws for `bootstrap` and `visitor`, who are in none. */
export function organisationOf({ principal }: Pick<ControlContext, 'principal'>): OrganisationId {
  if (principal.kind === 'bootstrap' || principal.kind === 'visitor') {
    throw new Error(`${principal.kind} acts outside every organisation`);
  }
  return principal.organisationId;
}

/** The workspace that the caller is pinned to; null for whoever may name any workspace of the organisation. */
export function pinnedWorkspace({ principal }: Pick<ControlContext, 'principal'>): WorkspaceId | null {
  switch (principal.kind) {
    case 'api-key':
      return principal.workspaceId;
    case 'session':
      return governs(principal) ? null : (principal.workspace?.id ?? NO_WORKSPACE);
    case 'visitor':
      return NO_WORKSPACE;
    case 'declarative-file':
    case 'directory':
    case 'schedule':
    case 'bootstrap':
      return null;
  }
}

/** The id of none. */
const NO_WORKSPACE = '' as WorkspaceId;
