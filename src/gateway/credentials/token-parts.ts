/** What fetching a credential needs from outside, as ports. */
import type { Clock } from '../../kernel/clock.ts';
import type { AwsKeys } from '../../providers/provider.ts';
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

/**
 * Services of the machine itself, which no other request can reach. `gce`, `azure` and `ec2`: the metadata services of the clouds;
 * `container`: the credentials of an ECS task or an EKS pod; `app-service`: those of an Azure app.
 */
export type MachineService = 'gce' | 'azure' | 'ec2' | 'container' | 'app-service';

export type AskMachine = (request: {
  service: MachineService;
  method?: 'GET' | 'PUT';
  /** With its query; empty = the address of the service as it is. */
  path: string;
  headers: Record<string, string>;
}) => Promise<{ status: number; body: string }>;

/** The identity of the machine that runs the gateway. */
export interface OwnIdentity {
  /** May a provider use it? The operator says so. */
  allows(identity: MachineIdentity): boolean;
  /**
   * May proofs of it be sent to this URL? To hosts of its cloud and to those that the operator trusts: a tenant that names another
   * host would get the machine's token.
   */
  mayGoTo(identity: MachineIdentity, url: string): boolean;
  /** Rejects with GatewayError `credentials_unreachable`. */
  askMachine: AskMachine;
  /** Text of a file; rejects where there is none. */
  readFile(path: string): Promise<string>;
  /** Of Google's application default credentials, in Google's order; null = there is none. */
  googleFile(): string | null;
  /** Where the environment says that AWS's keys are. */
  aws: AwsEnvironment;
  /** A federated token of the workload, exchanged at Entra; null = there is none. */
  azureWorkload: { tokenFile: string; tenant: string; clientId: string; authority: string } | null;
  /** The header by which an Azure app proves itself to its `app-service`; null = there is none. */
  azureAppSecret: string | null;
}

/** As AWS's own libraries read it. */
export interface AwsEnvironment {
  keys: AwsKeys | null;
  /** A role for the token that the cluster gave the workload. */
  role: { arn: string; tokenFile: string; sessionName: string | null } | null;
  /** The service of the container; null = there is none. Of token and file, one at most. */
  container: { token: string | null; tokenFile: string | null } | null;
  /** May EC2's metadata service be asked? */
  asksEc2: boolean;
}

export interface TokenParts {
  clock: Clock;
  postForm: PostForm;
  ask: Ask;
  own: OwnIdentity;
}
