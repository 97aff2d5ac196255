/** Batches that run at a provider: who pays for them. A row is there until the results are priced, logged and charged. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

/** The API that it has: OpenAI's batches of files, or Anthropic's of messages. */
export type BatchApi = 'batches' | 'message-batches';

export interface Batch {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  apiKeyId: string;
  userId: string | null;
  /** Of the saved provider that runs it. */
  providerSlug: string;
  api: BatchApi;
  /** As the provider calls it. */
  upstreamId: string;
  /** Of the request that made it. */
  metadata: Readonly<Record<string, string>>;
  traceId: string;
  spanId: string;
  createdAt: number;
  /** When it is looked at again, ms since the epoch. */
  nextLookAt: number;
  /** A process works on it until then, ms since the epoch; 0 = none does. */
  takenUntil: number;
  /** Lines of its results that are charged. */
  settledLines: number;
  /** What budgets hold for what is not charged yet; null = nothing. */
  hold: BatchHold | null;
}

/** Of the ledger. */
export interface BatchHold {
  id: string;
  /** Of the batch: each that is charged makes it smaller. */
  requests: number;
  claims: readonly { limit: string; window: number; amount: number }[];
}

/** A file of requests that was uploaded, as it was looked at on its way: for the batches that are made of it. */
export interface BatchFile {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  /** Of the provider. */
  accountId: string;
  /** As the provider calls it. */
  fileId: string;
  createdAt: number;
  requests: number;
  /** What they may use together, at most. */
  tokens: number;
  /** Nano-dollars; null = it has no price. */
  nanoUsd: number | null;
  /** Why it has none; '' = it has. */
  unpriced: string;
  /** That the requests name. */
  models: readonly string[];
  /** Keys of the guardrails that have passed it. */
  vettedBy: readonly string[];
}

export interface BatchRepository {
  insert(batch: Batch): Promise<void>;
  findById(id: string): Promise<Batch | null>;
  /** Those of which it is time, and which no process works on, the longest due first. */
  due(now: number, limit: number): Promise<Batch[]>;
  /** The batch of this name is looked at from `at` on. False where nobody follows it. */
  bringForward(upstreamId: string, at: number): Promise<boolean>;
  /** Takes it. False where another process has taken it since it was read. */
  claim(batch: Pick<Batch, 'id' | 'takenUntil'>, takenUntil: number): Promise<boolean>;
  /** Throws when there is none. */
  replace(batch: Batch): Promise<void>;
  remove(id: string): Promise<void>;
  insertFile(file: BatchFile): Promise<void>;
  findFile(file: Pick<BatchFile, 'workspaceId' | 'accountId' | 'fileId'>): Promise<BatchFile | null>;
  removeFilesBefore(createdAt: number): Promise<void>;
}
