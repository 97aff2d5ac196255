/** Why a directory's word was not enough to get in. The browser is told the reason by its name, and nothing that it sent. */

export type SignInReason =
  | 'directory-unreachable'
  | 'directory-refused'
  | 'answer-invalid'
  | 'algorithm-weak'
  | 'assertion-encrypted'
  | 'flow-over'
  | 'email-missing'
  | 'email-unverified'
  | 'domain-not-allowed'
  | 'owner-not-linked'
  | 'linked-to-another'
  | 'no-account';

export class SignInRefusal extends Error {
  readonly reason: SignInReason;

  constructor(reason: SignInReason, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'SignInRefusal';
    this.reason = reason;
  }
}
