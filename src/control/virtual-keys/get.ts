/** One virtual key. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { getProvider } from '../providers/get.ts';
import { GetVirtualKey, type VirtualKeyView } from './schemas.ts';
import { viewVirtualKey } from './view.ts';

export async function getVirtualKey(context: ControlContext, input: unknown): Promise<z.infer<typeof VirtualKeyView>> {
  return viewVirtualKey(context, await getProvider(context, parseInput(GetVirtualKey, input)));
}
