/** A token of a directory as shown: without its text. */
import type { z } from 'zod';
import type { ScimToken } from '../../storage/ports/records/scim.ts';
import { toIso } from '../fields.ts';
import type { ScimTokenView } from './schemas.ts';

export const viewScimToken = ({ id, name, createdBy, createdAt }: ScimToken): z.infer<typeof ScimTokenView> => ({
  object: 'scim-token',
  id,
  name,
  created_by: createdBy,
  created_at: toIso(createdAt),
});
