/** Machines that signed in by the device flow (RFC 8628): a gateway key of one person, and the token that refreshes it. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

export interface Device {
  id: string;
  organisationId: OrganisationId;
  /** Where its requests are counted. */
  workspaceId: WorkspaceId;
  userId: string;
  /** The gateway key that is its access token. */
  apiKeyId: string;
  refreshHash: KeyHash;
  /** Of the refresh token before; null until the first refresh. */
  formerRefreshHash: KeyHash | null;
  /** What the client calls itself, as `claude_code`. */
  surface: string;
  userAgent: string;
  /** Where the flow began. */
  address: string;
  /** ms since the epoch. */
  createdAt: number;
  refreshedAt: number;
}

export interface DeviceRepository {
  insert(device: Device): Promise<void>;
  /** Replaces the tokens of a device. Throws when there is none. */
  replace(device: Device): Promise<void>;
  findById(id: string): Promise<Device | null>;
  findByKey(apiKeyId: string): Promise<Device | null>;
  /** Newest first; null = of everybody. */
  list(userId: string | null): Promise<Device[]>;
  /** Does nothing where there is none. */
  remove(id: string): Promise<void>;
}

/** A sign-in that waits for its person. It belongs to no organisation until somebody approves it. */
export interface DeviceCode {
  /** Of the secret that the client polls with. */
  deviceHash: KeyHash;
  /** What the person types, without its dash. */
  userCode: string;
  surface: string;
  userAgent: string;
  address: string;
  createdAt: number;
  /** ms since the epoch. */
  expiresAt: number;
  status: 'pending' | 'approved' | 'denied';
  /** Of whoever decided; null while it is pending. */
  organisationId: OrganisationId | null;
  userId: string | null;
  /** Where an approved device acts. */
  workspaceId: WorkspaceId | null;
}

/** Above all tenants. */
export interface DeviceCodeRepository {
  insert(code: DeviceCode): Promise<void>;
  findByUserCode(userCode: string): Promise<DeviceCode | null>;
  findByDeviceHash(deviceHash: KeyHash): Promise<DeviceCode | null>;
  /** Approves or denies one that is pending; false where it is not any more. */
  decide(code: DeviceCode): Promise<boolean>;
  /** Removes it; false where somebody else was faster. */
  take(deviceHash: KeyHash): Promise<boolean>;
  count(): Promise<number>;
  /** `now` in ms since the epoch. */
  removeExpired(now: number): Promise<void>;
}
