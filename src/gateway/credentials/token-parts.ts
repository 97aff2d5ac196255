/** What fetching a credential needs from outside, as ports. */
import type { Clock } from '../../kernel/clock.ts';
import type { PostForm } from './google-oauth.ts';

/** One small request with a whole answer; rejects with GatewayError where the address is refused or unreachable. */
export type Ask = (request: {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body: string | null;
}) => Promise<{ status: number; body: string }>;

/** `kubernetes`: the token of the pod's service account. */
export type MachineIdentity = 'gcp' | 'azure' | 'aws' | 'kubernetes';

/** The identity of the machine that runs the gateway. */
export interface OwnIdentity {
  /** May a provider use it? The operator says so. */
  allows(identity: MachineIdentity): boolean;
  /** Calls the cloud's metadata service, which no other request can reach. */
  askMetadata(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }>;
  /** Text of a file; rejects where there is none. */
  readFile(path: string): Promise<string>;
  /** Of Google's application default credentials, in Google's order; null = there is none. */
  googleFile(): string | null;
}

export interface TokenParts {
  clock: Clock;
  postForm: PostForm;
  ask: Ask;
  own: OwnIdentity;
}
