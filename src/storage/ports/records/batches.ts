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
}
