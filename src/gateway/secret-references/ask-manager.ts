/** Asks the secret manager of a reference. Each manager has a file of its own. */
import { cleanText } from '../../kernel/secret-text.ts';
import type { Secret } from '../../kernel/secret-value.ts';
import { askAws } from './aws.ts';
import { askAzure } from './azure.ts';
import { askHashicorp } from './hashicorp.ts';
import type { ManagerParts, OpenReference } from './manager-parts.ts';

/** Rejects with GatewayError: `credentials_rejected` where the manager says no, `credentials_unreachable` where it may later say yes. */
export function askManager(reference: OpenReference, parts: ManagerParts): Promise<Secret> {
  switch (reference.manager) {
    case 'aws_sm':
      return askAws(reference, parts);
    case 'azure_kv':
      return askAzure(reference, parts);
    case 'hashicorp_vault':
      return askHashicorp(reference, parts);
    case 'file':
      return parts.ownSecrets.readFile(reference.path).then(cleanText);
    case 'env':
      return Promise.resolve().then(() => parts.ownSecrets.variable(reference.path));
  }
}
