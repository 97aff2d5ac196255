/** What goes into and comes out of the verbs on tokens of directories. */
import { z } from 'zod';
import { Moment, Name } from '../fields.ts';
import { listOf } from '../listing.ts';

export const CreateScimToken = z.strictObject({ name: Name });
export const ListScimTokens = z.strictObject({});
export const DeleteScimToken = z.strictObject({ id: z.string().min(1) });

export const ScimTokenView = z.object({
  object: z.literal('scim-token'),
  id: z.string(),
  name: z.string(),
  created_by: z.string(),
  created_at: Moment,
});

export const CreatedScimToken = ScimTokenView.extend({
  token: z.string().meta({ description: 'Shown this once.' }),
  base_url: z.string().meta({ description: 'What the directory asks for beside the token.' }),
});

export const ScimTokenList = listOf(ScimTokenView);
