/** The providers of a workspace, as virtual keys. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { listProviders } from '../providers/list.ts';
import { behindVirtualKeys } from './power.ts';
import { ListVirtualKeys, type VirtualKeyList } from './schemas.ts';
import { viewVirtualKey } from './view.ts';

export async function listVirtualKeys(asked: ControlContext, input: unknown): Promise<z.infer<typeof VirtualKeyList>> {
  const context = behindVirtualKeys(asked, 'list');
  const { total, data } = await listProviders(context, parseInput(ListVirtualKeys, input));
  const shown: z.infer<typeof VirtualKeyList>['data'] = [];
  for (const provider of data) shown.push(await viewVirtualKey(context, provider));
  return { object: 'list', total, data: shown };
}
