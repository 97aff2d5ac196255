/** One virtual key. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { getProvider } from '../providers/get.ts';
import { behindVirtualKeys } from './power.ts';
import { GetVirtualKey, type VirtualKeyView } from './schemas.ts';
import { viewVirtualKey } from './view.ts';

export async function getVirtualKey(asked: ControlContext, input: unknown): Promise<z.infer<typeof VirtualKeyView>> {
  const context = behindVirtualKeys(asked, 'read');
  return viewVirtualKey(context, await getProvider(context, parseInput(GetVirtualKey, input)));
}
