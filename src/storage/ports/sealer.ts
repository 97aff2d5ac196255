/** The sealer port: secrets at rest. Engine: src/storage/sealer/. */

export interface Sealer {
  /** Encrypts and authenticates. `context` is bound to the ciphertext: a sealed value moved to another row does not open. */
  seal(plaintext: string, context: string): string;
  /** Throws when the master key is another one, the text was changed, or the context differs. */
  open(sealed: string, context: string): string;
}
